package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.server.raft.RaftOptions.ProposalLimits;
import io.holdfast.statemachine.CoordinationState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a proposer sends again, and when. */
class ProposerResendingTest extends ProposerFixture {
    @Test
    void anEntryThatNoLogTookGoesBackToTheQueue() {
        GroupCommitProposer proposer = proposer(LIMITS);
        log.refuseNext = true;
        HeardOnce refused = propose(proposer, "a", seconds(1));
        HeardOnce next = propose(proposer, "b", seconds(10));
        assertThat(log.entries).isEmpty();
        assertThat(proposer.queued()).isEqualTo(2);
        now += seconds(2);
        proposer.tick();
        assertThat(refused.failure().code()).isEqualTo(Failure.Code.TIMEOUT);
        assertThat(refused.failure().certainty()).isEqualTo(Failure.Certainty.NOT_APPLIED);
        assertThat(log.keys()).containsExactly(List.of("b"));
        assertThat(log.numbers()).as("the number of the refused one is free").containsExactly(1L);
        apply(proposer, 0);
        assertThat(next.isAnswered()).isTrue();
    }

    @Test
    void aRefusedEntryIsSentAgainAfterAPause() {
        GroupCommitProposer proposer = proposer(LIMITS);
        log.refuseNext = true;
        propose(proposer, "a", seconds(10));
        proposer.tick();
        assertThat(log.entries).as("at once").isEmpty();
        now += seconds(1) / 50;
        proposer.tick();
        assertThat(log.keys()).containsExactly(List.of("a"));
    }

    @Test
    void whatWasUnderWayGoesToTheNewLeaderInItsOrder() {
        GroupCommitProposer proposer = proposer(new ProposalLimits(100, 10_000, 3, 500, 2));
        HeardOnce first = propose(proposer, "a", seconds(10));
        HeardOnce other = first;
        for (String key : List.of("b", "c", "d")) {
            other = propose(proposer, key, seconds(10));
        }
        assertThat(log.numbers()).containsExactly(1L, 2L);
        log.elect("n2");
        proposer.checkLeadership();
        assertThat(log.keys())
                .containsExactly(List.of("a"), List.of("b", "c", "d"), List.of("a"), List.of("b", "c", "d"));
        assertThat(log.numbers()).containsExactly(1L, 2L, 1L, 2L);
        assertThat(first.answers()).isZero();
        apply(proposer, 2);
        apply(proposer, 3);
        assertThat(first.outcome()).isEqualTo(new Outcome.Put(0, null));
        assertThat(other.outcome()).isEqualTo(new Outcome.Put(2, null));
        apply(proposer, 3);
        assertThat(other.answers()).isEqualTo(1);
        assertThat(proposer.isIdle()).isTrue();
    }

    @Test
    void theSameNodeInALaterTermIsAnotherLeader() {
        GroupCommitProposer proposer = proposer(LIMITS);
        propose(proposer, "a", seconds(10));
        proposer.tick();
        assertThat(log.numbers()).containsExactly(1L);
        log.elect("n1");
        proposer.tick();
        assertThat(log.numbers()).containsExactly(1L, 1L);
    }

    @Test
    void anEntryGivenUpThatIsAppliedAfterAllAnswersItsOutcome() {
        GroupCommitProposer proposer = proposer(LIMITS);
        HeardOnce doubtful = propose(proposer, "a", 100);
        log.giveUp(0);
        runReplies();
        assertThat(doubtful.answers()).isZero();
        apply(proposer, 0);
        assertThat(doubtful.outcome()).isEqualTo(new Outcome.Put(0, null));
    }

    @Test
    void anotherNodeMustTakeAnEntryBeforeTheNextIsSent() {
        log.accepting = false;
        GroupCommitProposer proposer = proposer(new ProposalLimits(100, 10_000, 1, 500, 4));
        for (String key : List.of("a", "b", "c")) {
            propose(proposer, key, seconds(10));
        }
        proposer.tick();
        assertThat(log.keys()).containsExactly(List.of("a"));
        log.sinks.get(0).accepted();
        runReplies();
        assertThat(log.keys()).containsExactly(List.of("a"), List.of("b"));
        apply(proposer, 0);
        apply(proposer, 1);
        assertThat(log.keys()).as("applied is taken").containsExactly(List.of("a"), List.of("b"), List.of("c"));
        log.sinks.get(1).refused(Failure.notApplied(Failure.Code.OVERLOADED, "an answer of before"));
        apply(proposer, 2);
        assertThat(proposer.isIdle()).isTrue();
    }

    @Test
    void anEntryNobodyWaitsForIsSentAgainEmptyToCloseItsNumber() {
        GroupCommitProposer proposer = proposer(LIMITS);
        HeardOnce late = propose(proposer, "late", 100);
        HeardOnce next = propose(proposer, "next", seconds(10));
        now += 101;
        proposer.tick();
        assertThat(late.failure().certainty()).isEqualTo(Failure.Certainty.UNKNOWN);
        log.elect("n2");
        proposer.tick();
        assertThat(log.keys()).containsExactly(List.of("late"), List.of());
        assertThat(log.numbers()).containsExactly(1L, 1L);
        apply(proposer, 1);
        assertThat(log.keys()).endsWith(List.of("next"));
        apply(proposer, 2);
        assertThat(next.isAnswered()).isTrue();
        assertThat(late.answers()).isEqualTo(1);
    }

    @Test
    void whenAnEarlierCopyOfAnEmptiedEntryIsAppliedNobodyHearsTwice() {
        GroupCommitProposer proposer = proposer(LIMITS);
        HeardOnce late = propose(proposer, "late", 100);
        now += 101;
        proposer.tick();
        log.elect("n2");
        proposer.tick();
        apply(proposer, 0);
        assertThat(late.answers()).isEqualTo(1);
        assertThat(proposer.isIdle()).isTrue();
    }

    @Test
    void anEntryThatCameBeforeItsTurnMakesEverythingGoAgainOnce() {
        GroupCommitProposer proposer = proposer(new ProposalLimits(100, 10_000, 1, 500, 4));
        for (String key : List.of("a", "b", "c")) {
            propose(proposer, key, seconds(10));
        }
        assertThat(log.numbers()).containsExactly(1L, 2L, 3L);
        outOfTurn(proposer, 2, 1);
        outOfTurn(proposer, 3, 1);
        now += seconds(1) / 50;
        proposer.tick();
        assertThat(log.numbers()).containsExactly(1L, 2L, 3L, 1L, 2L, 3L);
        outOfTurn(proposer, 2, 1);
        now += seconds(1) / 50;
        proposer.tick();
        assertThat(log.numbers()).as("the same gap tells nothing new").hasSize(6);
    }

    @Test
    void ifNothingMovesTheOldestIsSentAgainEverMoreSeldom() {
        GroupCommitProposer proposer = proposer(LIMITS);
        propose(proposer, "a", seconds(1_000));
        List<Long> after = new ArrayList<>();
        long start = now;
        while (now - start < seconds(100)) {
            now += seconds(1) / 100;
            int before = log.entries.size();
            proposer.tick();
            if (log.entries.size() > before) {
                after.add((now - start) / seconds(1));
            }
        }
        assertThat(after).containsExactly(5L, 15L, 35L, 75L);
    }

    @Test
    void aLogThatIsMerelySlowIsNotSentEverythingAgain() {
        GroupCommitProposer proposer = proposer(new ProposalLimits(100, 10_000, 1, 500, 3));
        for (String key : List.of("a", "b", "c")) {
            propose(proposer, key, seconds(1_000));
        }
        for (int i = 0; i < 60; i++) {
            now += seconds(1) / 10;
            proposer.tick();
        }
        assertThat(log.numbers()).as("within six seconds").containsExactly(1L, 2L, 3L, 1L);
    }

    @Test
    void whereEntriesTakeLongItIsLongBeforeOneIsSentAgain() {
        GroupCommitProposer proposer = proposer(LIMITS);
        for (int entry = 0; entry < 60; entry++) {
            propose(proposer, "slow", seconds(1_000));
            for (int second = 0; second < 4; second++) {
                now += seconds(1);
                proposer.tick();
            }
            assertThat(log.entries).hasSize(entry + 1);
            apply(proposer, entry);
        }
        propose(proposer, "slower", seconds(1_000));
        for (int second = 0; second < 15; second++) {
            now += seconds(1);
            proposer.tick();
        }
        assertThat(log.entries).as("within nearly four times as long").hasSize(61);
        now += seconds(2);
        proposer.tick();
        assertThat(log.entries).hasSize(62);
    }

    @Test
    void anEntryThatIsRefusedForGoodFailsAloneAndNobodyWaitsBehindIt() {
        GroupCommitProposer proposer = proposer(LIMITS);
        log.poison = "bad";
        HeardOnce first = propose(proposer, "a", seconds(100));
        HeardOnce good = propose(proposer, "good", seconds(100));
        HeardOnce bad = propose(proposer, "bad", seconds(100));
        HeardOnce behind = propose(proposer, "behind", seconds(100));
        apply(proposer, 0);
        for (int applied = 1; applied < 3; applied++) {
            for (int i = 0; i < 30 && log.entries.size() == applied; i++) {
                now += seconds(1) / 10;
                proposer.tick();
                runReplies();
            }
            apply(proposer, applied);
        }
        assertThat(first.isAnswered()).isTrue();
        assertThat(good.isAnswered()).isTrue();
        assertThat(behind.isAnswered()).isTrue();
        assertThat(bad.failure().code()).isEqualTo(Failure.Code.MALFORMED);
        assertThat(bad.failure().certainty()).isEqualTo(Failure.Certainty.NOT_APPLIED);
        assertThat(log.keys()).as("one by one").containsExactly(List.of("a"), List.of("good"), List.of("behind"));
        assertThat(log.numbers()).as("its number was free").containsExactly(1L, 2L, 3L);
        assertThat(proposer.isIdle()).isTrue();
    }

    @Test
    void anEntryThatMayBeInALogAndIsRefusedForGoodIsUnknownAndItsNumberClosed() {
        GroupCommitProposer proposer = proposer(LIMITS);
        HeardOnce doubtful = propose(proposer, "bad", seconds(100));
        HeardOnce next = propose(proposer, "next", seconds(100));
        log.giveUp(0);
        log.poison = "bad";
        now += seconds(1);
        proposer.tick();
        runReplies();
        assertThat(doubtful.failure().certainty()).isEqualTo(Failure.Certainty.UNKNOWN);
        now += seconds(1);
        proposer.tick();
        assertThat(log.keys()).containsExactly(List.of("bad"), List.of());
        assertThat(log.numbers()).containsExactly(1L, 1L);
        apply(proposer, 1);
        apply(proposer, 2);
        assertThat(next.isAnswered()).isTrue();
        assertThat(doubtful.answers()).isEqualTo(1);
        assertThat(proposer.isIdle()).isTrue();
    }

    @Test
    void aLogThatThrowsHoldsUpNobodyForGood() {
        GroupCommitProposer proposer = proposer(LIMITS);
        log.failure = new IllegalStateException("a bug");
        HeardOnce first = propose(proposer, "a", seconds(10));
        now += seconds(1);
        log.failure = new StackOverflowError("a shortage");
        assertThatThrownBy(proposer::tick).isInstanceOf(StackOverflowError.class);
        now += seconds(1);
        proposer.tick();
        assertThat(log.numbers()).containsExactly(1L);
        apply(proposer, 0);
        assertThat(first.isAnswered()).isTrue();
    }

    @Test
    void aProposerThatTheStateForgotGoesOnAsAnother() {
        GroupCommitProposer proposer = proposer(new ProposalLimits(100, 10_000, 1, 500, 2));
        propose(proposer, "a", seconds(10));
        apply(proposer, 0);
        HeardOnce lost = propose(proposer, "b", seconds(10));
        HeardOnce alsoLost = propose(proposer, "c", seconds(10));
        HeardOnce queued = propose(proposer, "d", seconds(10));
        outOfTurn(proposer, 2, 1);
        runReplies();
        assertThat(lost.failure().certainty()).isEqualTo(Failure.Certainty.UNKNOWN);
        assertThat(alsoLost.failure().certainty()).isEqualTo(Failure.Certainty.UNKNOWN);
        proposer.tick();
        LogEntry fresh = log.entries.get(log.entries.size() - 1);
        assertThat(fresh.batch().incarnation()).isNotEqualTo(INCARNATION);
        assertThat(fresh.number()).isEqualTo(1);
        apply(proposer, log.entries.size() - 1);
        assertThat(queued.isAnswered()).isTrue();
    }

    @Test
    void whatAnInstalledSnapshotTookThePlaceOfIsUnknownAndTheRestGoesOn() {
        GroupCommitProposer proposer = proposer(new ProposalLimits(100, 10_000, 1, 500, 3));
        HeardOnce skipped = propose(proposer, "a", seconds(10));
        HeardOnce also = propose(proposer, "b", seconds(10));
        HeardOnce open = propose(proposer, "c", seconds(10));
        CoordinationState other = new CoordinationState();
        other.apply(log.entries.get(0).batch());
        other.apply(log.entries.get(1).batch());
        proposer.installed(other.capture());
        runReplies();
        assertThat(skipped.failure().certainty()).isEqualTo(Failure.Certainty.UNKNOWN);
        assertThat(also.failure().certainty()).isEqualTo(Failure.Certainty.UNKNOWN);
        assertThat(open.answers()).isZero();
        assertThat(log.numbers()).containsExactly(1L, 2L, 3L, 3L);
        apply(proposer, 3);
        assertThat(open.isAnswered()).isTrue();
    }

    @Test
    void aSnapshotThatDoesNotKnowThisProposerMakesItAnother() {
        GroupCommitProposer proposer = proposer(LIMITS);
        propose(proposer, "a", seconds(10));
        apply(proposer, 0);
        proposer.installed(new CoordinationState().capture());
        propose(proposer, "b", seconds(10));
        assertThat(log.entries.get(1).batch().incarnation()).isNotEqualTo(INCARNATION);
        assertThat(log.numbers()).containsExactly(1L, 1L);
    }
}
