package io.holdfast.election;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses that double with each failure in a row, from the smallest to the largest, each drawn between half of itself and all
 * of it, so that candidates that failed together do not come back together.
 *
 * @param min the first
 * @param max the longest
 */
record Backoff(Duration min, Duration max) {
    Backoff {
        if (min.toMillis() < 1 || max.compareTo(min) < 0 || max.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(
                    "pauses must lie between 1 ms and a day, the smaller first: " + min + ", " + max);
        }
    }

    /** The pause after so many failures in a row, at least one. */
    Duration pause(int failures, RandomGenerator random) {
        long bound = min.toNanos();
        for (int i = 1; i < failures && bound < max.toNanos(); i++) {
            bound *= 2;
        }
        bound = Math.min(bound, max.toNanos());
        return Duration.ofNanos(bound / 2 + random.nextLong(bound - bound / 2 + 1));
    }
}
