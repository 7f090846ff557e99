package io.holdfast.server.raft;

import io.holdfast.model.command.CommandBatch;
import io.holdfast.server.lease.Lessor;
import io.holdfast.server.lock.NodeLocks;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.notice.TopicHub;
import io.holdfast.server.watch.HistoryHub;
import io.holdfast.statemachine.Applied;
import io.holdfast.statemachine.StateImage;

/**
 * What apply tells the proposer, the Lessor, the locks, observers, the watches and the metrics. Called on the apply thread.
 *
 * @param proposer answers its callers
 * @param batches know whose entry it was
 * @param barrier tells the node that waits for it
 * @param lessor learns of leases while it leads
 * @param locks time holds while this node leads, and tell their owners
 * @param notices tell those who observe topics
 * @param watches look for what is new in history
 * @param metrics count
 */
record ApplyFanOut(
        GroupCommitProposer proposer,
        PeerBatches batches,
        HeartbeatBarrier barrier,
        Lessor lessor,
        NodeLocks locks,
        TopicHub notices,
        HistoryHub watches,
        ServerMetrics metrics)
        implements RatisStateMachine.ApplyListener {
    @Override
    public void applying(Applied result) {
        lessor.applied(result.leases());
        locks.applying(result.locks());
    }

    @Override
    public void applied(CommandBatch batch, Applied result) {
        if (result.inTurn()) {
            metrics.applied(batch.commands().size());
        } else {
            metrics.entryVoid();
        }
        proposer.applied(batch, result);
        batches.applied(batch, barrier::tellCommitIndex);
        locks.applied(result.locks());
        notices.applied(result.topics());
        watches.advanced();
    }

    @Override
    public void applyTook(long nanos) {
        metrics.stages().entryApplied(nanos);
    }

    @Override
    public void installed(StateImage image) {
        proposer.installed(image);
        locks.installed();
        notices.installed();
        // History has jumped, or not even that: to the watches it is more to read.
        watches.advanced();
    }
}
