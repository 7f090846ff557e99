package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Member;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Freshness;
import io.holdfast.model.query.ReadLevel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads at the levels below linearizable, and what they say of their freshness. */
class ReadLevelTest {
    private final ReaderFixture node = new ReaderFixture();

    @BeforeEach
    void follow() {
        node.view.follow("n2", 1);
    }

    @Test
    void pain18_aLocalReadIsLabelledAndClaimsNothingThatIsNotProven() {
        node.apply(5, 3);
        HeardOnce heard = node.read(ReadLevel.LOCAL, 1_000);
        node.runTasks();
        assertThat(heard.outcome().revision()).isEqualTo(3);
        assertThat(heard.freshness()).isEqualTo(new Freshness(Member.Role.FOLLOWER, Freshness.UNBOUNDED));
        assertThat(node.questions.begun()).isZero();
    }

    @Test
    void aNodeThatHasAppliedNothingSinceItsStartServesNoWeakRead() {
        for (ReadLevel level : new ReadLevel[] {ReadLevel.LOCAL, ReadLevel.atLeast(1), ReadLevel.bounded(60_000)}) {
            assertThat(node.read(level, 1_000).failure().code()).isEqualTo(Failure.Code.UNAVAILABLE);
        }
        assertThat(node.reader.isIdle()).isTrue();
    }

    @Test
    void stalenessCountsFromBeforeTheLastQuestionWhoseIndexIsApplied() {
        node.apply(5, 3);
        node.read(1_000);
        node.pass(30);
        answer(0, 5);
        node.pass(70);
        HeardOnce heard = node.read(ReadLevel.LOCAL, 1_000);
        node.runTasks();
        assertThat(heard.freshness()).isEqualTo(new Freshness(Member.Role.FOLLOWER, 100));
        HeardOnce late = node.read(1_000);
        answer(1, 8);
        assertThat(late.answers()).isZero();
        HeardOnce meanwhile = node.read(ReadLevel.LOCAL, 1_000);
        node.runTasks();
        assertThat(meanwhile.freshness())
                .as("index 8 is not applied, so that proof does not count yet")
                .isEqualTo(new Freshness(Member.Role.FOLLOWER, 100));
        node.apply(8, 4);
        HeardOnce after = node.read(ReadLevel.LOCAL, 1_000);
        node.runTasks();
        assertThat(after.freshness()).isEqualTo(new Freshness(Member.Role.FOLLOWER, 0));
    }

    @Test
    void aBoundedReadIsAnsweredAtOnceWithinTheBoundAndElseAsALinearizableOne() {
        node.apply(5, 3);
        HeardOnce first = node.read(ReadLevel.bounded(100), 1_000);
        assertThat(node.questions.begun()).as("nothing is proven yet").isEqualTo(1);
        answer(0, 5);
        assertThat(first.freshness()).isEqualTo(new Freshness(Member.Role.FOLLOWER, 0));
        node.pass(100);
        HeardOnce within = node.read(ReadLevel.bounded(100), 1_000);
        node.runTasks();
        assertThat(within.freshness()).isEqualTo(new Freshness(Member.Role.FOLLOWER, 100));
        node.pass(1);
        HeardOnce beyond = node.read(ReadLevel.bounded(100), 1_000);
        node.runTasks();
        assertThat(beyond.answers()).isZero();
        assertThat(node.questions.begun()).isEqualTo(2);
        answer(1, 5);
        assertThat(beyond.freshness()).isEqualTo(new Freshness(Member.Role.FOLLOWER, 0));
    }

    @Test
    void pain18_aNodeThatWasPausedDoesNotTakeItsStateForFresh() {
        node.apply(5, 3);
        node.read(1_000);
        answer(0, 5);
        node.pass(20_000);
        HeardOnce heard = node.read(ReadLevel.bounded(1_000), 1_000);
        node.runTasks();
        assertThat(heard.answers()).isZero();
        assertThat(node.questions.begun()).isEqualTo(2);
    }

    @Test
    void pain18_aMachineThatSleptDoesNotTakeItsStateForFresh() {
        node.apply(5, 3);
        node.read(1_000);
        answer(0, 5);
        node.sleep(20_000);
        HeardOnce heard = node.read(ReadLevel.LOCAL, 1_000);
        node.runTasks();
        assertThat(heard.freshness()).isEqualTo(new Freshness(Member.Role.FOLLOWER, 20_000));
    }

    @Test
    void anAnswerThatWasLongUnderWayProvesNoMoreThanTheMomentOfTheQuestion() {
        node.apply(5, 3);
        node.read(60_000);
        node.pass(ReaderFixture.QUESTION_PATIENCE - 1);
        answer(0, 5);
        HeardOnce heard = node.read(ReadLevel.LOCAL, 1_000);
        node.runTasks();
        assertThat(heard.freshness())
                .isEqualTo(new Freshness(Member.Role.FOLLOWER, ReaderFixture.QUESTION_PATIENCE - 1));
    }

    @Test
    void aBoundedReadFailsTypedWhenItsBoundCannotBeKept() {
        node.apply(5, 3);
        node.view.knowsNobody();
        HeardOnce heard = node.read(ReadLevel.bounded(100), 1_000);
        assertThat(heard.failure().code()).isEqualTo(Failure.Code.NO_LEADER);
    }

    @Test
    void aReadOfARevisionWaitsUntilThisNodeHasIt() {
        node.apply(5, 3);
        HeardOnce there = node.read(ReadLevel.atLeast(3), 1_000);
        HeardOnce soon = node.read(ReadLevel.atLeast(4), 1_000);
        HeardOnce later = node.read(ReadLevel.atLeast(6), 1_000);
        node.runTasks();
        assertThat(there.isAnswered()).isTrue();
        node.apply(6, 5);
        assertThat(soon.outcome().revision()).isEqualTo(5);
        assertThat(later.answers()).isZero();
        node.apply(7, 6);
        assertThat(later.outcome().revision()).isEqualTo(6);
        assertThat(later.freshness()).isEqualTo(new Freshness(Member.Role.FOLLOWER, Freshness.UNBOUNDED));
        assertThat(node.reader.isIdle()).isTrue();
    }

    @Test
    void waitingForARevisionAsksTheLeaderSoThatAnIdleFollowerHearsOfTheCommit() {
        node.apply(5, 3);
        node.read(ReadLevel.atLeast(4), 1_000);
        node.read(ReadLevel.atLeast(5), 1_000);
        assertThat(node.questions.begun()).isEqualTo(1);
        answer(0, 6);
        assertThat(node.questions.begun())
                .as("the second came after the first question, so there is another for it")
                .isEqualTo(2);
        answer(1, 7);
        assertThat(node.questions.begun()).isEqualTo(2);
        node.apply(7, 5);
        assertThat(node.reader.isIdle()).isTrue();
    }

    @Test
    void aRevisionThatDoesNotComeTimesOutNamingBoth() {
        node.apply(5, 3);
        HeardOnce heard = node.read(ReadLevel.atLeast(40), 100);
        node.pass(101);
        node.tick();
        assertThat(heard.failure().code()).isEqualTo(Failure.Code.TIMEOUT);
        assertThat(heard.failure().message()).contains("revision 40").contains("it is at 3");
        assertThat(node.reader.isIdle()).isTrue();
        node.apply(6, 40);
        assertThat(heard.answers()).isEqualTo(1);
    }

    @Test
    void aLeaderSaysHowFreshItsWeakAnswersAre() {
        node.view.leadsItself();
        node.apply(5, 3);
        HeardOnce proving = node.read(ReadLevel.bounded(50), 1_000);
        node.barrier.pass(0, 5);
        node.runTasks();
        assertThat(proving.freshness()).isEqualTo(new Freshness(Member.Role.LEADER, 0));
        node.pass(40);
        HeardOnce bounded = node.read(ReadLevel.bounded(50), 1_000);
        HeardOnce local = node.read(ReadLevel.LOCAL, 1_000);
        HeardOnce atLeast = node.read(ReadLevel.atLeast(2), 1_000);
        node.runTasks();
        for (HeardOnce heard : new HeardOnce[] {bounded, local, atLeast}) {
            assertThat(heard.freshness()).isEqualTo(new Freshness(Member.Role.LEADER, 40));
        }
        assertThat(node.barrier.begun()).isEqualTo(1);
    }

    @Test
    void proofsThatPileUpUnappliedAreBoundedAndNeverFlatter() {
        node.apply(5, 3);
        for (int i = 0; i < 200; i++) {
            node.read(10);
            answer(i, 1_000 + i);
            node.pass(11);
            node.tick();
        }
        assertThat(node.reader.stalenessMillis()).isEqualTo(Freshness.UNBOUNDED);
        node.apply(2_000, 4);
        assertThat(node.reader.stalenessMillis())
                .as("of the proofs that waited the newest kept is the 64th")
                .isEqualTo((200 - 63) * 11);
    }

    private void answer(int number, long index) {
        node.questions.pass(number, index);
        node.runTasks();
    }
}
