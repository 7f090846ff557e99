package io.holdfast.server.raft;

import java.util.function.LongSupplier;

/**
 * The two clocks of the write path.
 *
 * @param wallMillis milliseconds of the epoch
 * @param monotonicNanos nanoseconds that never go back
 */
record Clocks(LongSupplier wallMillis, LongSupplier monotonicNanos) {
    /** The machine's own. */
    static final Clocks SYSTEM = new Clocks(System::currentTimeMillis, System::nanoTime);

    long millis() {
        return wallMillis.getAsLong();
    }

    long nanos() {
        return monotonicNanos.getAsLong();
    }
}
