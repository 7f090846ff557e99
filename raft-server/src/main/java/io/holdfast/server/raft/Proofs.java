package io.holdfast.server.raft;

import io.holdfast.model.outcome.Freshness;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How stale this node's state may be. Each read index that a leader gave proves: everything acknowledged before it was
 * asked for lies at or below it. Once that index is applied here, the state is at most as old as the asking.
 *
 * <p>The moment counts from before anything was sent, so a pause of this process, of the leader or of the network makes
 * the state look staler than it is, never fresher. Safe for any thread.
 */
final class Proofs {
    /** Proofs that may wait to be applied; while so many do, newer ones are dropped: that only makes the state look staler. */
    private static final int MAX_PENDING = 64;

    private final LongSupplier applied;
    private final ArrayDeque<Proof> pending = new ArrayDeque<>();
    private volatile boolean anyPending;
    private volatile @Nullable Moment proven;

    /**
     * None yet.
     *
     * @param applied the index applied now
     */
    Proofs(LongSupplier applied) {
        this.applied = applied;
    }

    /** A leader gave {@code index}, asked for at {@code asked}. */
    void add(Moment asked, long index) {
        synchronized (pending) {
            settle();
            if (pending.isEmpty() && index <= applied.getAsLong()) {
                advance(asked);
            } else if (pending.size() < MAX_PENDING) {
                pending.add(new Proof(asked, index));
                anyPending = true;
            }
        }
    }

    /**
     * Everything acknowledged so many milliseconds before {@code moment} is in the state now, or {@link
     * Freshness#UNBOUNDED} if nothing is proven yet.
     */
    long stalenessMillis(Moment moment) {
        if (anyPending) {
            synchronized (pending) {
                settle();
            }
        }
        Moment last = proven;
        return last == null ? Freshness.UNBOUNDED : moment.millisSince(last);
    }

    /** Guarded by {@code pending}. */
    private void settle() {
        long reached = applied.getAsLong();
        while (!pending.isEmpty() && pending.peek().index <= reached) {
            advance(pending.remove().asked);
        }
        anyPending = !pending.isEmpty();
    }

    /** Guarded by {@code pending}. */
    private void advance(Moment asked) {
        Moment last = proven;
        if (last == null || asked.nanos() - last.nanos() > 0) {
            proven = asked;
        }
    }

    private record Proof(Moment asked, long index) {}
}
