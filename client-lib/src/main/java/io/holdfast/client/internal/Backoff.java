package io.holdfast.client.internal;

import java.util.random.RandomGenerator;

/**
 * Pauses that double from the smallest to the largest, each drawn between half of itself and all of it, so that clients
 * that failed together do not come back together. Confined to the loop.
 */
final class Backoff {
    private final long minNanos;
    private final long maxNanos;
    private final RandomGenerator random;
    private long current;

    Backoff(long minNanos, long maxNanos, RandomGenerator random) {
        this.minNanos = minNanos;
        this.maxNanos = maxNanos;
        this.random = random;
        this.current = minNanos;
    }

    /** The next pause. */
    long next() {
        long bound = current;
        current = bound > maxNanos / 2 ? maxNanos : bound * 2;
        long half = bound / 2;
        return half + random.nextLong(bound - half + 1);
    }

    /** Something went well: begin again at the smallest. */
    void reset() {
        current = minNanos;
    }
}
