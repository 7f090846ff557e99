package io.holdfast.client.cache;

import java.time.Duration;

/**
 * Everything acknowledged before a moment stands at or below a revision.
 *
 * @param revision the revision
 * @param nanos the moment by the monotonic clock
 * @param wallMillis the moment by the wall clock
 */
record Proof(long revision, long nanos, long wallMillis) {
    private static final long LONGEST_MILLIS = Duration.ofDays(36_500).toMillis();

    /** How long ago that moment was: the larger of what the clocks say, since the one may sleep and the other be set. */
    Duration age(Clock clock) {
        long wall = Math.min(Math.max(0, clock.wallMillis() - wallMillis), LONGEST_MILLIS);
        return Duration.ofNanos(Math.max(clock.nanos() - nanos, wall * 1_000_000));
    }
}
