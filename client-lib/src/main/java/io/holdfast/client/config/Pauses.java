package io.holdfast.client.config;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses between attempts: from a tenth of a second they double up to five seconds, each drawn between half of itself and all
 * of it, so that clients that failed together do not come back together. Confined to the turns of a set.
 */
final class Pauses {
    private static final long FIRST_MILLIS = 100;
    private static final long LONGEST_MILLIS = 5_000;

    private final RandomGenerator random;
    private long bound = FIRST_MILLIS;

    Pauses(RandomGenerator random) {
        this.random = random;
    }

    Duration next() {
        long longest = bound;
        bound = Math.min(LONGEST_MILLIS, bound * 2);
        return Duration.ofMillis(longest / 2 + random.nextLong(longest / 2 + 1));
    }

    void reset() {
        bound = FIRST_MILLIS;
    }
}
