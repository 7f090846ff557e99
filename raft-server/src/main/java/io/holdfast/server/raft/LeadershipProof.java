package io.holdfast.server.raft;

import io.holdfast.model.outcome.Failure;
import io.holdfast.server.lease.Barrier;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The Lessor's question whether this node still leads, answered behind a barrier of this node when everything committed
 * before it is applied here. It asks nothing of the state, so it takes no place of a read and waits behind no query.
 */
final class LeadershipProof implements IndexWaiter {
    private final long deadlineNanos;
    private final Barrier.Listener listener;
    private final AtomicBoolean open = new AtomicBoolean(true);

    LeadershipProof(long deadlineNanos, Barrier.Listener listener) {
        this.deadlineNanos = deadlineNanos;
        this.listener = listener;
    }

    @Override
    public long deadlineNanos() {
        return deadlineNanos;
    }

    @Override
    public boolean wantsOwnBarrier() {
        return true;
    }

    @Override
    public boolean readsState() {
        return true;
    }

    @Override
    public boolean runsQuery() {
        return false;
    }

    @Override
    public void proven(long index, boolean byThisNode) {
        // Nobody asks for the index.
    }

    @Override
    public void answer() {
        if (open.compareAndSet(true, false)) {
            listener.passed();
        }
    }

    @Override
    public void fail(Failure failure) {
        if (open.compareAndSet(true, false)) {
            listener.failed(failure);
        }
    }

    @Override
    public void flush() {
        // Each verdict is given by itself.
    }
}
