package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.outcome.Failure;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.wire.PeerReply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Linearizable reads on a leader, and what its barriers are good for besides. */
class ReadIndexReaderTest {
    private final ReaderFixture node = new ReaderFixture();

    @Test
    void aReadIsAnsweredOnlyBehindABarrierThatBeganAfterItArrived() {
        node.apply(5, 1);
        HeardOnce first = node.read(1_000);
        HeardOnce second = node.read(1_000);
        assertThat(node.barrier.begun()).isEqualTo(1);
        pass(0, 5);
        assertThat(first.isAnswered()).isTrue();
        assertThat(second.answers())
                .as("it arrived after the first barrier began")
                .isZero();
        assertThat(node.barrier.begun()).isEqualTo(2);
        pass(1, 5);
        assertThat(second.isAnswered()).isTrue();
    }

    @Test
    void allReadsThatWaitShareTheNextBarrier() {
        node.apply(5, 1);
        node.read(1_000);
        HeardOnce second = node.read(1_000);
        HeardOnce third = node.read(1_000);
        pass(0, 5);
        assertThat(node.barrier.begun()).isEqualTo(2);
        pass(1, 5);
        assertThat(second.isAnswered()).isTrue();
        assertThat(third.isAnswered()).isTrue();
        assertThat(node.reader.isIdle()).isTrue();
    }

    @Test
    void aLeadersLinearizableAnswerSaysNothingOfFreshness() {
        node.apply(5, 1);
        HeardOnce heard = node.read(1_000);
        pass(0, 5);
        assertThat(heard.isAnswered()).isTrue();
        assertThat(heard.freshness()).isNull();
    }

    @Test
    void aReadWaitsUntilEverythingCommittedBeforeItIsApplied() {
        node.apply(4, 1);
        HeardOnce heard = node.read(1_000);
        pass(0, 5);
        assertThat(heard.answers()).isZero();
        node.apply(5, 9);
        assertThat(heard.outcome().revision()).isEqualTo(9);
    }

    @Test
    void aReadThatWaitsForApplyHearsItsDeadline() {
        node.apply(4, 1);
        HeardOnce heard = node.read(100);
        pass(0, 5);
        node.pass(101);
        node.tick();
        assertThat(heard.failure().code()).isEqualTo(Failure.Code.TIMEOUT);
        assertThat(heard.failure().message()).contains("log index 4 of 5");
        node.apply(5, 1);
        assertThat(heard.answers()).isEqualTo(1);
        assertThat(node.reader.isIdle()).isTrue();
    }

    @Test
    void aReadThatWaitsForApplyIsAnsweredWhenTheNodeCloses() {
        node.apply(4, 1);
        HeardOnce heard = node.read(1_000);
        pass(0, 5);
        node.reader.abandon();
        assertThat(heard.failure().code()).isEqualTo(Failure.Code.UNAVAILABLE);
        assertThat(node.reader.isIdle()).isTrue();
        node.apply(5, 1);
        assertThat(heard.answers()).isEqualTo(1);
        assertThat(node.reader.isIdle()).isTrue();
    }

    @Test
    void whoeverComesAfterTheNodeClosedIsRefused() {
        node.apply(4, 1);
        node.reader.abandon();
        assertThat(node.read(1_000).failure().code()).isEqualTo(Failure.Code.UNAVAILABLE);
        assertThat(node.read(ReadLevel.atLeast(7), 1_000).failure().code()).isEqualTo(Failure.Code.UNAVAILABLE);
        assertThat(node.reader.isIdle()).isTrue();
    }

    @Test
    void noQueryRunsOnTheThreadThatPassesTheBarrierOrAppliesTheLog() {
        HeardOnce heard = node.read(1_000);
        node.barrier.pass(0, 5);
        node.applied.advance(5);
        assertThat(heard.answers()).isZero();
        node.runTasks();
        assertThat(heard.isAnswered()).isTrue();
    }

    @Test
    void aBarrierThatTakesTooLongIsBegunAnewAndItsOldAnswerNoLongerCounts() {
        node.apply(5, 1);
        HeardOnce heard = node.read(1_000);
        node.pass(ReaderFixture.PATIENCE);
        node.tick();
        assertThat(node.barrier.begun()).isEqualTo(2);
        pass(0, 5);
        assertThat(heard.answers()).isZero();
        pass(1, 5);
        assertThat(heard.isAnswered()).isTrue();
        assertThat(node.reader.isIdle()).isTrue();
    }

    @Test
    void aReadPastItsDeadlineIsNotAppliedAndHearsNothingMore() {
        node.apply(5, 1);
        HeardOnce heard = node.read(100);
        HeardOnce gathering = node.read(100);
        node.pass(101);
        node.tick();
        assertThat(heard.failure().code()).isEqualTo(Failure.Code.TIMEOUT);
        assertThat(gathering.failure().certainty()).isEqualTo(Failure.Certainty.NOT_APPLIED);
        pass(0, 5);
        assertThat(heard.answers()).isEqualTo(1);
        assertThat(gathering.answers()).isEqualTo(1);
        assertThat(node.reader.isIdle()).isTrue();
    }

    @Test
    void tooManyWaitingReadsAreAnsweredOverloaded() {
        node.apply(5, 1);
        for (int i = 0; i < ReaderFixture.MAX_WAITING; i++) {
            node.read(1_000);
        }
        assertThat(node.read(1_000).failure().code()).isEqualTo(Failure.Code.OVERLOADED);
        assertThat(node.read(ReadLevel.LOCAL, 1_000).failure().code()).isEqualTo(Failure.Code.OVERLOADED);
        pass(0, 5);
        assertThat(node.read(1_000).answers())
                .as("an answered read gave its place back")
                .isZero();
    }

    @Test
    void aNodeThatKnowsNoLeaderRefusesAtOnce() {
        node.view.knowsNobody();
        assertThat(node.read(1_000).failure().code()).isEqualTo(Failure.Code.NO_LEADER);
        assertThat(node.barrier.begun()).isZero();
        assertThat(node.questions.begun()).isZero();
        assertThat(node.reader.isIdle()).isTrue();
    }

    @Test
    void leadershipLostToNobodyFailsAllThatWaitForABarrier() {
        HeardOnce inBarrier = node.read(1_000);
        HeardOnce gathering = node.read(1_000);
        node.view.knowsNobody();
        node.reader.checkLeadership();
        assertThat(inBarrier.failure().code()).isEqualTo(Failure.Code.NO_LEADER);
        assertThat(gathering.failure().code()).isEqualTo(Failure.Code.NO_LEADER);
        assertThat(node.reader.isIdle()).isTrue();
        pass(0, 0);
        assertThat(inBarrier.answers()).isEqualTo(1);
    }

    @Test
    void leadershipLostToAnotherTurnsWaitingReadsIntoAQuestionToIt() {
        node.apply(5, 1);
        HeardOnce heard = node.read(1_000);
        node.view.follow("n2", 2);
        node.tick();
        assertThat(node.questions.begun()).isEqualTo(1);
        pass(0, 5);
        assertThat(heard.answers())
                .as("the barrier of a term that is over proves nothing")
                .isZero();
        node.questions.pass(0, 5);
        node.runTasks();
        assertThat(heard.isAnswered()).isTrue();
        assertThat(heard.freshness()).isNotNull();
    }

    @Test
    void aRefusedBarrierFailsItsReads() {
        HeardOnce heard = node.read(1_000);
        node.view.knowsNobody();
        node.barrier.refuse(0, Failure.Code.NO_LEADER);
        node.runTasks();
        assertThat(heard.failure().code()).isEqualTo(Failure.Code.NO_LEADER);
    }

    @Test
    void onlyTheLeaderTellsTheLessorThatItLeads() {
        node.apply(5, 1);
        List<String> passed = node.prove(1_000);
        pass(0, 5);
        assertThat(passed).containsExactly("passed");
        List<String> waiting = node.prove(1_000);
        node.view.follow("n2", 2);
        node.tick();
        assertThat(waiting).containsExactly("NOT_LEADER");
        assertThat(node.prove(1_000)).containsExactly("NOT_LEADER");
        assertThat(node.questions.begun()).isZero();
    }

    @Test
    void theLessorsBarrierPassesOnlyWhenEverythingCommittedBeforeItIsApplied() {
        node.apply(4, 1);
        List<String> heard = node.prove(1_000);
        pass(0, 5);
        assertThat(heard).isEmpty();
        node.apply(5, 1);
        assertThat(heard).containsExactly("passed");
    }

    @Test
    void aFloodOfReadsHoldsUpNeitherTheLessorsBarrierNorOtherNodes() {
        node.apply(5, 1);
        List<HeardOnce> parked = new ArrayList<>();
        for (int i = 0; i < ReaderFixture.MAX_WAITING - 1; i++) {
            parked.add(node.read(ReadLevel.atLeast(100), 1_000_000));
        }
        HeardOnce query = node.read(1_000);
        node.barrier.pass(0, 5);
        node.runPromptTasks();
        HeardOnce refused = node.read(1_000);
        assertThat(refused.failure().code()).as("every place is taken").isEqualTo(Failure.Code.OVERLOADED);

        List<String> heard = node.prove(1_000);
        List<PeerReply.ReadIndexed> replies = new ArrayList<>();
        node.barrier.pass(1, 5);
        node.runPromptTasks();
        assertThat(heard).containsExactly("passed");
        node.reader.readIndex(node.deadlineIn(1_000), replies::add);
        node.barrier.pass(2, 5);
        node.runPromptTasks();
        assertThat(replies).containsExactly(new PeerReply.Index(5));
        assertThat(query.answers()).as("its query has not run").isZero();
        assertThat(parked).allSatisfy(each -> assertThat(each.answers()).isZero());
    }

    @Test
    void aQueryIsNotRunForAReadWhoseDeadlineHasPassed() {
        node.apply(5, 1);
        HeardOnce heard = node.read(100);
        node.barrier.pass(0, 5);
        node.pass(101);
        node.runTasks();
        assertThat(heard.failure().code()).isEqualTo(Failure.Code.TIMEOUT);
        assertThat(node.reader.isIdle()).isTrue();
    }

    @Test
    void aFollowersQuestionSharesTheBarrierAndGetsItsIndexBeforeItIsAppliedHere() {
        node.apply(4, 1);
        node.read(1_000);
        List<PeerReply.ReadIndexed> replies = new ArrayList<>();
        HeardOnce read = node.read(1_000);
        node.reader.readIndex(node.deadlineIn(1_000), replies::add);
        assertThat(node.barrier.begun()).isEqualTo(1);
        pass(0, 4);
        assertThat(replies).as("it came after that barrier began").isEmpty();
        assertThat(node.barrier.begun()).isEqualTo(2);
        pass(1, 6);
        assertThat(replies).containsExactly(new PeerReply.Index(6));
        assertThat(read.answers()).isZero();
        node.apply(6, 1);
        assertThat(read.isAnswered()).isTrue();
    }

    @Test
    void aNodeThatDoesNotLeadGivesNoReadIndex() {
        List<PeerReply.ReadIndexed> replies = new ArrayList<>();
        node.view.follow("n2", 2);
        node.reader.readIndex(node.deadlineIn(1_000), replies::add);
        node.view.leadsItself();
        node.reader.readIndex(node.deadlineIn(1_000), replies::add);
        node.view.follow("n2", 3);
        node.tick();
        node.view.leadsItself();
        node.reader.readIndex(node.deadlineIn(100), replies::add);
        node.pass(101);
        node.tick();
        assertThat(replies)
                .extracting(reply -> ((PeerReply.NoIndex) reply).failure().code())
                .containsExactly(Failure.Code.NOT_LEADER, Failure.Code.NOT_LEADER, Failure.Code.TIMEOUT);
        assertThat(node.questions.begun()).as("questions are not passed on").isZero();
    }

    private void pass(int number, long committedIndex) {
        node.barrier.pass(number, committedIndex);
        node.runTasks();
    }
}
