package io.holdfast.election;

import java.time.Duration;
import java.util.Objects;

/**
 * When a check counts as failed, and when failures make a candidate sick. Immutable.
 *
 * @param failures sick when so many
 * @param of of the last so many checks failed; at most 1 000
 * @param recoveries healthy again when so many in a row went well; at most 1 000
 * @param interval from the beginning of one check to that of the next, if it is over by then
 * @param timeout after so long a check has failed, and is cancelled
 * @param latency a check that took longer has failed, though its answer be good; at most the timeout
 * @param initialDelay from the runner's start to the first check
 */
public record HealthPolicy(
        int failures,
        int of,
        int recoveries,
        Duration interval,
        Duration timeout,
        Duration latency,
        Duration initialDelay) {
    private static final Duration DAY = Duration.ofDays(1);

    /** Sick by 3 failures of the last 5, healthy by 2 good ones, every second, within a second, at once. */
    public static final HealthPolicy DEFAULT = new HealthPolicy(
            3, 5, 2, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ZERO);

    /**
     * Refuses what cannot be.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    public HealthPolicy {
        if (failures < 1 || of < failures || of > 1_000) {
            throw new IllegalArgumentException(
                    "1 <= failures <= of <= 1000 must hold, failures=" + failures + " of=" + of);
        }
        if (recoveries < 1 || recoveries > 1_000) {
            throw new IllegalArgumentException("recoveries lie between 1 and 1000: " + recoveries);
        }
        between("interval", interval, Duration.ofMillis(1), DAY);
        between("timeout", timeout, Duration.ofMillis(1), DAY);
        between("latency limit", latency, Duration.ofMillis(1), timeout);
        between("initial delay", initialDelay, Duration.ZERO, DAY);
    }

    /** This policy, with other thresholds: sick by {@code failures} of the last {@code of}. */
    public HealthPolicy failures(int failures, int of) {
        return new HealthPolicy(failures, of, recoveries, interval, timeout, latency, initialDelay);
    }

    /** This policy, healthy again after so many good checks in a row. */
    public HealthPolicy recoveries(int recoveries) {
        return new HealthPolicy(failures, of, recoveries, interval, timeout, latency, initialDelay);
    }

    /** This policy, checking so often. */
    public HealthPolicy interval(Duration interval) {
        return new HealthPolicy(failures, of, recoveries, interval, timeout, latency, initialDelay);
    }

    /** This policy, waiting so long for an answer; the latency limit is lowered to that if it was higher. */
    public HealthPolicy timeout(Duration timeout) {
        Duration lower = latency.compareTo(timeout) < 0 ? latency : timeout;
        return new HealthPolicy(failures, of, recoveries, interval, timeout, lower, initialDelay);
    }

    /** This policy, taking a slower answer for a bad one. */
    public HealthPolicy latency(Duration latency) {
        return new HealthPolicy(failures, of, recoveries, interval, timeout, latency, initialDelay);
    }

    /** This policy, with the first check so much later. */
    public HealthPolicy initialDelay(Duration initialDelay) {
        return new HealthPolicy(failures, of, recoveries, interval, timeout, latency, initialDelay);
    }

    static void between(String what, Duration value, Duration least, Duration most) {
        Objects.requireNonNull(value, what);
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "the " + what + " must lie between " + least + " and " + most + ", is " + value);
        }
    }
}
