package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.port.Proposer.Proposal;
import io.holdfast.server.raft.GroupCommitProposer.Clocks;
import io.holdfast.server.raft.RaftOptions.ProposalLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GroupCommitProposerTest {
    private static final long INCARNATION = 7;
    private static final ProposalLimits LIMITS = new ProposalLimits(8, 1_000, 3, 500, 1);

    private final FakeLog log = new FakeLog();
    private final List<Runnable> replies = new ArrayList<>();
    private long now = 1_000;

    private GroupCommitProposer proposer(ProposalLimits limits) {
        return new GroupCommitProposer(
                log,
                limits,
                InFlightBound.of(limits),
                new Clocks(() -> 1, () -> now),
                replies::add,
                new ServerMetrics(),
                INCARNATION);
    }

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
    void anEntryRefusedBeforeItReachedTheLogIsNotApplied() {
        GroupCommitProposer proposer = proposer(LIMITS);
        log.refuseNext = true;
        HeardOnce refused = propose(proposer, "a", 100);
        runReplies();
        assertThat(refused.failure().certainty()).isEqualTo(Failure.Certainty.NOT_APPLIED);
        assertThat(proposer.isIdle()).isTrue();
    }

    @Test
    void anEntryInDoubtThatIsAppliedAfterAllAnswersItsOutcome() {
        GroupCommitProposer proposer = proposer(LIMITS);
        HeardOnce doubtful = propose(proposer, "a", 100);
        log.giveUp(0);
        runReplies();
        assertThat(doubtful.answers()).isZero();
        apply(proposer, 0);
        assertThat(doubtful.outcome()).isEqualTo(new Outcome.Put(0, null));
    }

    @Test
    void anEntryInDoubtWhosePlaceWasTakenByAnotherIsNotApplied() {
        GroupCommitProposer proposer = proposer(LIMITS);
        HeardOnce doubtful = propose(proposer, "a", 100);
        log.giveUp(0);
        proposer.appliedUpTo(log.entries.get(0).index() - 1);
        runReplies();
        assertThat(doubtful.answers()).isZero();
        proposer.applied(INCARNATION + 1, 1, List.of());
        proposer.appliedUpTo(log.entries.get(0).index());
        runReplies();
        assertThat(doubtful.failure().code()).isEqualTo(Failure.Code.LEADERSHIP_LOST);
        assertThat(doubtful.failure().certainty()).isEqualTo(Failure.Certainty.NOT_APPLIED);
        assertThat(proposer.isIdle()).isTrue();
    }

    @Test
    void anEntryInDoubtWhosePlaceASnapshotTookIsUnknownAndNeverCalledOverwritten() {
        GroupCommitProposer proposer = proposer(LIMITS);
        HeardOnce doubtful = propose(proposer, "a", 100);
        HeardOnce later = propose(proposer, "b", 100);
        log.giveUp(0);
        runReplies();
        proposer.installed(log.entries.get(0).index() + 3);
        runReplies();
        assertThat(doubtful.failure().certainty()).isEqualTo(Failure.Certainty.UNKNOWN);
        assertThat(doubtful.failure().message()).contains("a snapshot took the place of the log");
        assertThat(later.answers()).as("it stands after the snapshot").isZero();
    }

    @Test
    void anEntryThatIsGivenUpAfterASnapshotTookItsPlaceIsUnknownToo() {
        GroupCommitProposer proposer = proposer(LIMITS);
        HeardOnce doubtful = propose(proposer, "a", 100);
        proposer.installed(log.entries.get(0).index());
        proposer.appliedUpTo(log.entries.get(0).index() + 1);
        log.giveUp(0);
        runReplies();
        assertThat(doubtful.failure().certainty()).isEqualTo(Failure.Certainty.UNKNOWN);
        assertThat(proposer.isIdle()).isTrue();
    }

    @Test
    void anEntryInDoubtAtItsDeadlineIsUnknownAndForgotten() {
        GroupCommitProposer proposer = proposer(LIMITS);
        HeardOnce doubtful = propose(proposer, "a", 100);
        log.giveUp(0);
        runReplies();
        now += 101;
        proposer.tick();
        assertThat(doubtful.failure().code()).isEqualTo(Failure.Code.LEADERSHIP_LOST);
        assertThat(doubtful.failure().certainty()).isEqualTo(Failure.Certainty.UNKNOWN);
        proposer.tick();
        assertThat(proposer.isIdle()).isTrue();
    }

    @Test
    void anEntryInDoubtDoesNotHoldBackTheNext() {
        GroupCommitProposer proposer = proposer(LIMITS);
        propose(proposer, "a", 100);
        propose(proposer, "b", 100);
        log.giveUp(0);
        runReplies();
        assertThat(log.keys()).containsExactly(List.of("a"), List.of("b"));
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

    @Test
    void whateverHappensEveryCompletionHearsExactlyOneAnswer() {
        for (long seed = 0; seed < 300; seed++) {
            runRandomly(new Random(seed), "seed " + seed);
        }
    }

    private void runRandomly(Random random, String seed) {
        log.entries.clear();
        log.sinks.clear();
        log.refusal = null;
        replies.clear();
        GroupCommitProposer proposer = proposer(new ProposalLimits(8, 1_000, 3, 500, 1 + random.nextInt(2)));
        List<HeardOnce> all = new ArrayList<>();
        int applied = 0;
        for (int step = 0; step < 200; step++) {
            int settled = applied;
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> all.add(propose(proposer, "k" + step, 1 + random.nextInt(50)));
                case 3 -> {
                    if (applied < log.entries.size()) {
                        apply(proposer, applied++);
                    }
                }
                case 4 -> {
                    if (settled < log.entries.size()) {
                        log.giveUp(settled);
                        if (random.nextBoolean()) {
                            proposer.appliedUpTo(log.entries.get(settled).index());
                            applied++;
                        }
                    }
                }
                case 5 -> {
                    now += random.nextInt(20);
                    proposer.tick();
                }
                case 6 -> log.refuseNext = random.nextInt(4) == 0;
                default -> {
                    log.refusal =
                            random.nextInt(3) == 0 ? Failure.notApplied(Failure.Code.NOT_LEADER, "n2 leads") : null;
                    proposer.checkLeadership();
                }
            }
            runReplies();
        }
        proposer.abandon();
        runReplies();
        assertThat(all).as(seed).allMatch(heard -> heard.answers() == 1);
        assertThat(proposer.isIdle()).as(seed).isTrue();
    }

    private HeardOnce propose(GroupCommitProposer proposer, String key, long patience) {
        HeardOnce heard = new HeardOnce();
        proposer.propose(TestCluster.put(key, ""), now + patience, heard);
        return heard;
    }

    /** The entry was applied: each command's outcome has its position as the revision. */
    private void apply(GroupCommitProposer proposer, int position) {
        LogEntry entry = log.entries.get(position);
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < entry.commands().size(); i++) {
            outcomes.add(new Outcome.Put(i, null));
        }
        proposer.applied(INCARNATION, entry.number(), outcomes);
        runReplies();
    }

    private void runReplies() {
        while (!replies.isEmpty()) {
            replies.remove(0).run();
        }
    }
}
