package io.holdfast.server.raft;

import io.holdfast.model.outcome.Failure;
import io.holdfast.wire.PeerReply;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Another node's question for a read index, which only a barrier of this node answers. */
final class PeerQuestion implements IndexWaiter {
    private final long deadlineNanos;
    private final Consumer<PeerReply.ReadIndexed> reply;
    private final AtomicBoolean open = new AtomicBoolean(true);
    private long index;

    PeerQuestion(long deadlineNanos, Consumer<PeerReply.ReadIndexed> reply) {
        this.deadlineNanos = deadlineNanos;
        this.reply = reply;
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
        return false;
    }

    @Override
    public boolean runsQuery() {
        return false;
    }

    @Override
    public void proven(long provenIndex, boolean byThisNode) {
        index = provenIndex;
    }

    @Override
    public void answer() {
        if (open.compareAndSet(true, false)) {
            reply.accept(new PeerReply.Index(index));
        }
    }

    @Override
    public void fail(Failure failure) {
        if (open.compareAndSet(true, false)) {
            reply.accept(new PeerReply.NoIndex(failure));
        }
    }

    @Override
    public void flush() {
        // Each reply is sent by itself.
    }
}
