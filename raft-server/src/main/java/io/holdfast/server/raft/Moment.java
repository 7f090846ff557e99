package io.holdfast.server.raft;

/**
 * A moment on both clocks of this machine. Of the two spans between two moments the longer counts: the monotonic clock
 * stands still while the machine sleeps, the wall clock can be set back.
 *
 * @param nanos the monotonic clock
 * @param wallMillis the wall clock
 */
record Moment(long nanos, long wallMillis) {
    private static final long NANOS_PER_MILLI = 1_000_000;

    static Moment now(Clocks clocks) {
        return new Moment(clocks.nanos(), clocks.millis());
    }

    /** Milliseconds from {@code earlier} until this moment, rounded up; 0 if it was not earlier. */
    long millisSince(Moment earlier) {
        long monotonic = (nanos - earlier.nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
        return Math.max(0, Math.max(monotonic, wallMillis - earlier.wallMillis));
    }
}
