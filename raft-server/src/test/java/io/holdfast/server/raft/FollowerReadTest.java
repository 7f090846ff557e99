package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Member;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Freshness;
import io.holdfast.model.query.ReadLevel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Linearizable reads on a node that does not lead. */
class FollowerReadTest {
    private final ReaderFixture node = new ReaderFixture();

    @BeforeEach
    void follow() {
        node.view.follow("n2", 1);
    }

    @Test
    void allReadsThatWaitShareOneQuestionToTheLeader() {
        node.apply(5, 3);
        HeardOnce first = node.read(1_000);
        HeardOnce second = node.read(1_000);
        HeardOnce third = node.read(1_000);
        assertThat(node.questions.begun()).isEqualTo(1);
        answer(0, 5);
        assertThat(first.isAnswered()).isTrue();
        assertThat(second.answers()).as("it came after the question was asked").isZero();
        assertThat(node.questions.begun()).isEqualTo(2);
        answer(1, 5);
        assertThat(second.isAnswered()).isTrue();
        assertThat(third.isAnswered()).isTrue();
        assertThat(node.questions.begun()).isEqualTo(2);
        assertThat(node.barrier.begun()).isZero();
        assertThat(first.freshness()).isEqualTo(new Freshness(Member.Role.FOLLOWER, 0));
        assertThat(node.reader.isIdle()).isTrue();
    }

    @Test
    void aFollowerFarBehindAnswersOnlyOnceItHasCaughtUp() {
        node.apply(5, 3);
        HeardOnce heard = node.read(10_000);
        answer(0, 900);
        node.apply(899, 700);
        assertThat(heard.answers()).isZero();
        node.apply(900, 701);
        assertThat(heard.outcome().revision()).isEqualTo(701);
    }

    @Test
    void aFollowerThatIsCutOffFromTheLogHangsNoReadPastItsDeadline() {
        node.apply(5, 3);
        for (int round = 0; round < 50; round++) {
            HeardOnce heard = node.read(100);
            answer(round, 900 + round);
            assertThat(heard.answers()).isZero();
            node.pass(101);
            node.tick();
            assertThat(heard.failure().code()).isEqualTo(Failure.Code.TIMEOUT);
            assertThat(heard.failure().message()).contains("log index 5 of " + (900 + round));
        }
        assertThat(node.reader.isIdle()).isTrue();
    }

    @Test
    void aNewLeaderIsAskedAnewAndTheOldOnesAnswerNoLongerCounts() {
        node.apply(5, 3);
        HeardOnce heard = node.read(1_000);
        node.view.follow("n3", 2);
        node.reader.leaderChanged();
        assertThat(node.questions.begun()).isEqualTo(2);
        answer(0, 5);
        assertThat(heard.answers()).isZero();
        answer(1, 6);
        assertThat(heard.answers()).as("not applied yet").isZero();
        node.apply(6, 4);
        assertThat(heard.outcome().revision()).isEqualTo(4);
    }

    @Test
    void theRefusalOfALeaderThatWasReplacedMeanwhileHurtsNobody() {
        node.apply(5, 3);
        HeardOnce heard = node.read(1_000);
        node.view.follow("n3", 2);
        node.reader.leaderChanged();
        node.questions.refuse(0, Failure.Code.NOT_LEADER);
        node.runTasks();
        assertThat(heard.answers()).isZero();
        answer(1, 5);
        assertThat(heard.isAnswered()).isTrue();
    }

    @Test
    void aNodeThatIsElectedWhileItAsksAnswersBehindABarrierOfItsOwn() {
        node.apply(5, 3);
        HeardOnce heard = node.read(1_000);
        node.view.leadsItself();
        node.tick();
        answer(0, 5);
        assertThat(heard.answers()).as("the question is given up").isZero();
        node.barrier.pass(0, 5);
        node.runTasks();
        assertThat(heard.isAnswered()).isTrue();
        assertThat(heard.freshness()).isNull();
    }

    @Test
    void aRefusedQuestionFailsItsReadsWithTheReason() {
        HeardOnce heard = node.read(1_000);
        HeardOnce gathering = node.read(1_000);
        node.questions.refuse(0, Failure.Code.NOT_LEADER);
        node.runTasks();
        assertThat(heard.failure().code()).isEqualTo(Failure.Code.NOT_LEADER);
        assertThat(gathering.failure().certainty()).isEqualTo(Failure.Certainty.NOT_APPLIED);
        assertThat(node.reader.isIdle()).isTrue();
    }

    @Test
    void aSilentLeaderIsAskedAgainUntilTheDeadline() {
        node.apply(5, 3);
        HeardOnce heard = node.read(ReaderFixture.QUESTION_PATIENCE + 100);
        node.pass(ReaderFixture.QUESTION_PATIENCE);
        node.tick();
        assertThat(node.questions.begun()).isEqualTo(2);
        node.pass(101);
        node.tick();
        assertThat(heard.failure().code()).isEqualTo(Failure.Code.TIMEOUT);
        assertThat(heard.failure().message()).contains("before the leader gave a read index");
        node.pass(ReaderFixture.QUESTION_PATIENCE);
        node.tick();
        assertThat(node.questions.begun()).as("nobody waits any more").isEqualTo(2);
        HeardOnce next = node.read(1_000);
        assertThat(node.questions.begun()).isEqualTo(3);
        answer(2, 5);
        assertThat(next.isAnswered()).isTrue();
    }

    @Test
    void readsThatWaitForAQuestionKeepWaitingWhileNobodyLeads() {
        node.apply(5, 3);
        HeardOnce heard = node.read(1_000);
        node.view.knowsNobody();
        node.tick();
        assertThat(heard.answers())
                .as("the leader may still answer, or the next one")
                .isZero();
        node.view.follow("n3", 2);
        node.reader.leaderChanged();
        answer(1, 5);
        assertThat(heard.isAnswered()).isTrue();
    }

    @Test
    void tooManyReadsOnAFollowerAreAnsweredOverloaded() {
        for (int i = 0; i < ReaderFixture.MAX_WAITING; i++) {
            node.read(1_000);
        }
        assertThat(node.read(1_000).failure().code()).isEqualTo(Failure.Code.OVERLOADED);
    }

    @Test
    void pain18_aPausedFollowersOldQuestionAnswersNoReadThatCameAfterIt() {
        node.apply(5, 3);
        HeardOnce before = node.read(60_000);
        // The process is stopped here; the answer to its question lies in its socket, and so do later reads.
        node.pass(20_000);
        HeardOnce after = node.read(60_000);
        answer(0, 5);
        assertThat(before.isAnswered()).isTrue();
        assertThat(after.answers()).isZero();
        answer(1, 9);
        assertThat(after.answers()).as("written while it was stopped").isZero();
        node.apply(9, 8);
        assertThat(after.outcome().revision()).isEqualTo(8);
    }

    @Test
    void aNodeThatIsNotUpServesNoLevel() {
        node.apply(5, 3);
        node.view.goesDown();
        assertThat(node.read(1_000).failure().code()).isEqualTo(Failure.Code.UNAVAILABLE);
        assertThat(node.read(ReadLevel.LOCAL, 1_000).failure().code()).isEqualTo(Failure.Code.UNAVAILABLE);
        assertThat(node.reader.isIdle()).isTrue();
    }

    private void answer(int number, long index) {
        node.questions.pass(number, index);
        node.runTasks();
    }
}
