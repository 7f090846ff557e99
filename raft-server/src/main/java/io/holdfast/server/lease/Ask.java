package io.holdfast.server.lease;

import io.holdfast.model.outcome.Failure;

/**
 * Somebody waits for an answer about leases. Made by any thread, then handed to the ticker thread, which it is confined
 * to until it is done; the answer is given on the executor.
 */
abstract sealed class Ask permits RenewalAsk, LifeAsk {
    private final long deadlineNanos;
    private boolean done;
    private long taken;

    Ask(long deadlineNanos) {
        this.deadlineNanos = deadlineNanos;
    }

    /** How many leases it names: what it counts for where the number of waiting ones is bounded. */
    abstract int weight();

    /** Whether the answer takes a look at the attached keys, of which there may be many. */
    abstract boolean readsKeys();

    /** Gives the answer. */
    abstract void answer();

    /** Tells that there is none. */
    abstract void fail(Failure failure);

    /** To be called after a group of answers. */
    abstract void flush();

    /** It was sent at or before this time of the term's clock. */
    void taken(long millis) {
        taken = millis;
    }

    long taken() {
        return taken;
    }

    boolean isLate(long nowNanos) {
        return nowNanos - deadlineNanos >= 0;
    }

    boolean isDone() {
        return done;
    }

    /** It has its answer, or will never have one. */
    void done() {
        done = true;
    }
}
