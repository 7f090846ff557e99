package io.holdfast.server.raft;

import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.raft.RaftOptions.ProposalLimits;
import io.holdfast.statemachine.Applied;
import java.util.ArrayList;
import java.util.List;

/** A proposer on a {@link FakeLog}, and a clock that tests move. Confined to one thread. */
abstract class ProposerFixture {
    static final long INCARNATION = 7;
    static final ProposalLimits LIMITS = new ProposalLimits(8, 1_000, 3, 500, 1);

    final FakeLog log = new FakeLog();
    private final List<Runnable> replies = new ArrayList<>();
    long now = 1_000;
    private long incarnation = INCARNATION;

    GroupCommitProposer proposer(ProposalLimits limits) {
        return new GroupCommitProposer(
                log,
                limits,
                InFlightBound.of(limits),
                new Clocks(() -> 1, () -> now),
                replies::add,
                new ServerMetrics(),
                () -> incarnation++);
    }

    HeardOnce propose(GroupCommitProposer proposer, String key, long patience) {
        HeardOnce heard = new HeardOnce();
        proposer.propose(TestCluster.put(key, ""), now + patience, heard);
        return heard;
    }

    /** The entry was applied: each command's outcome has its position as the revision. */
    void apply(GroupCommitProposer proposer, int position) {
        CommandBatch batch = log.entries.get(position).batch();
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < batch.commands().size(); i++) {
            outcomes.add(new Outcome.Put(i, null));
        }
        proposer.applied(
                batch, new Applied(true, batch.number() + 1, outcomes, List.of(), List.of(), List.of(), List.of()));
        runReplies();
    }

    static void outOfTurn(GroupCommitProposer proposer, long number, long next) {
        CommandBatch batch = new CommandBatch(1, INCARNATION, number, List.of());
        proposer.applied(batch, new Applied(false, next, List.of(), List.of(), List.of(), List.of(), List.of()));
    }

    static long seconds(long seconds) {
        return seconds * 1_000_000_000L;
    }

    void runReplies() {
        while (!replies.isEmpty()) {
            replies.remove(0).run();
        }
    }
}
