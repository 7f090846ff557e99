package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.server.port.Proposer.Proposal;
import io.holdfast.server.raft.RaftOptions.ProposalLimits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupCommitProposerTest extends ProposerFixture {
    @Test
    void aLoneCommandIsAppendedByTheThreadThatProposedIt() {
        GroupCommitProposer proposer = proposer(LIMITS);
        propose(proposer, "a", 100);
        assertThat(log.keys()).containsExactly(List.of("a"));
    }

    @Test
    void commandsThatArriveWhileAnEntryIsUnderWayShareTheNextInTheirOrder() {
        GroupCommitProposer proposer = proposer(LIMITS);
        propose(proposer, "a", 100);
        propose(proposer, "b", 100);
        propose(proposer, "c", 100);
        assertThat(log.keys()).containsExactly(List.of("a"));
        apply(proposer, 0);
        assertThat(log.keys()).containsExactly(List.of("a"), List.of("b", "c"));
    }

    @Test
    void commandsProposedTogetherShareOneEntry() {
        GroupCommitProposer proposer = proposer(LIMITS);
        proposer.propose(List.of(
                new Proposal(TestCluster.put("a", ""), now + 100, new HeardOnce()),
                new Proposal(TestCluster.put("b", ""), now + 100, new HeardOnce())));
        assertThat(log.keys()).containsExactly(List.of("a", "b"));
    }

    @Test
    void anEntryIsBoundedByCommandsAndBytes() {
        GroupCommitProposer proposer = proposer(LIMITS);
        propose(proposer, "first", 100);
        for (int i = 0; i < 4; i++) {
            propose(proposer, "k" + i, 100);
        }
        HeardOnce large = new HeardOnce();
        proposer.propose(TestCluster.put("large", "x".repeat(600)), now + 100, large);
        apply(proposer, 0);
        apply(proposer, 1);
        apply(proposer, 2);
        assertThat(log.keys())
                .containsExactly(List.of("first"), List.of("k0", "k1", "k2"), List.of("k3"), List.of("large"));
    }

    @Test
    void eachCommandHearsItsOwnOutcomeAndIsFlushedAfterItsGroup() {
        GroupCommitProposer proposer = proposer(LIMITS);
        propose(proposer, "a", 100);
        HeardOnce b = propose(proposer, "b", 100);
        HeardOnce c = propose(proposer, "c", 100);
        apply(proposer, 0);
        apply(proposer, 1);
        assertThat(b.outcome()).isEqualTo(new Outcome.Put(0, null));
        assertThat(c.outcome()).isEqualTo(new Outcome.Put(1, null));
        assertThat(b.flushes()).isEqualTo(1);
    }

    @Test
    void aFullQueueIsAnsweredOverloadedAndWhatWasQueuedGoesOn() {
        GroupCommitProposer proposer = proposer(LIMITS);
        HeardOnce first = propose(proposer, "first", 100);
        List<HeardOnce> queued = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            queued.add(propose(proposer, "k" + i, 100));
        }
        HeardOnce refused = propose(proposer, "k8", 100);
        assertThat(refused.failure().code()).isEqualTo(Failure.Code.OVERLOADED);
        assertThat(refused.failure().certainty()).isEqualTo(Failure.Certainty.NOT_APPLIED);
        for (int i = 0; i < 4; i++) {
            apply(proposer, i);
        }
        assertThat(first.isAnswered()).isTrue();
        assertThat(queued).allMatch(HeardOnce::isAnswered);
    }

    @Test
    void aCommandStillQueuedAfterItsDeadlineIsDroppedAsNotApplied() {
        GroupCommitProposer proposer = proposer(LIMITS);
        propose(proposer, "a", 10_000);
        HeardOnce late = propose(proposer, "late", 100);
        HeardOnce patient = propose(proposer, "patient", 10_000);
        now += 101;
        proposer.tick();
        assertThat(late.failure().code()).isEqualTo(Failure.Code.TIMEOUT);
        assertThat(late.failure().certainty()).isEqualTo(Failure.Certainty.NOT_APPLIED);
        apply(proposer, 0);
        apply(proposer, 1);
        assertThat(log.keys()).containsExactly(List.of("a"), List.of("patient"));
        assertThat(patient.isAnswered()).isTrue();
    }

    @Test
    void aCommandUnderWayAfterItsDeadlineIsUnknownAndItsOutcomeComesTooLate() {
        GroupCommitProposer proposer = proposer(LIMITS);
        HeardOnce late = propose(proposer, "late", 100);
        now += 101;
        proposer.tick();
        assertThat(late.failure().code()).isEqualTo(Failure.Code.TIMEOUT);
        assertThat(late.failure().certainty()).isEqualTo(Failure.Certainty.UNKNOWN);
        apply(proposer, 0);
        assertThat(late.answers()).isEqualTo(1);
    }

    @Test
    void aNodeThatDoesNotLeadRefusesWithoutQueueing() {
        GroupCommitProposer proposer = proposer(LIMITS);
        log.refusal = Failure.notApplied(Failure.Code.NOT_LEADER, "n2 leads");
        assertThat(propose(proposer, "a", 100).failure().code()).isEqualTo(Failure.Code.NOT_LEADER);
        assertThat(proposer.isIdle()).isTrue();
    }

    @Test
    void whatIsQueuedWhenLeadershipGoesIsNotApplied() {
        GroupCommitProposer proposer = proposer(LIMITS);
        propose(proposer, "a", 100);
        HeardOnce queued = propose(proposer, "b", 100);
        log.refusal = Failure.notApplied(Failure.Code.NOT_LEADER, "n2 leads");
        proposer.checkLeadership();
        assertThat(queued.failure().code()).isEqualTo(Failure.Code.NOT_LEADER);
        assertThat(queued.failure().certainty()).isEqualTo(Failure.Certainty.NOT_APPLIED);
    }

    @Test
    void aSecondEntrySetsOffEarlyOnlyWhenItIsWhole() {
        GroupCommitProposer proposer = proposer(new ProposalLimits(100, 10_000, 3, 500, 2));
        propose(proposer, "a", 100);
        propose(proposer, "b", 100);
        propose(proposer, "c", 100);
        assertThat(log.keys()).hasSize(1);
        propose(proposer, "d", 100);
        assertThat(log.keys()).containsExactly(List.of("a"), List.of("b", "c", "d"));
        for (int i = 0; i < 3; i++) {
            propose(proposer, "e" + i, 100);
        }
        assertThat(log.keys()).hasSize(2);
    }

    @Test
    void aStoppingProposerFinishesWhatItHasAndTakesNoMore() {
        GroupCommitProposer proposer = proposer(LIMITS);
        HeardOnce taken = propose(proposer, "a", 100);
        HeardOnce queued = propose(proposer, "b", 100);
        proposer.stop();
        assertThat(propose(proposer, "c", 100).failure().code()).isEqualTo(Failure.Code.UNAVAILABLE);
        apply(proposer, 0);
        apply(proposer, 1);
        assertThat(taken.isAnswered()).isTrue();
        assertThat(queued.isAnswered()).isTrue();
        assertThat(proposer.isIdle()).isTrue();
    }

    @Test
    void abandoningFailsWhatIsQueuedAndLeavesWhatIsUnderWayUnknown() {
        GroupCommitProposer proposer = proposer(LIMITS);
        HeardOnce underWay = propose(proposer, "a", 100);
        HeardOnce queued = propose(proposer, "b", 100);
        proposer.abandon();
        assertThat(underWay.failure().certainty()).isEqualTo(Failure.Certainty.UNKNOWN);
        assertThat(queued.failure().certainty()).isEqualTo(Failure.Certainty.NOT_APPLIED);
        apply(proposer, 0);
        assertThat(underWay.answers()).isEqualTo(1);
    }
}
