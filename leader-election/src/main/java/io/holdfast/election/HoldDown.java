package io.holdfast.election;

import java.time.Duration;

/**
 * How long a runner does not stand after it had to step down because it was sick or its task failed, so that a service that
 * comes and goes does not take the leadership with it each time. Immutable.
 *
 * @param first after the first time
 * @param cap doubling with each further time, up to this
 * @param window a time that the last one lies further back than this is a first one again
 */
public record HoldDown(Duration first, Duration cap, Duration window) {
    /** Five seconds, doubling up to five minutes, within a quarter of an hour. */
    public static final HoldDown DEFAULT =
            new HoldDown(Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofMinutes(15));

    /** None: it stands again as soon as it is healthy. */
    public static final HoldDown NONE = new HoldDown(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /**
     * Refuses what cannot be.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    public HoldDown {
        HealthPolicy.between("first hold-down", first, Duration.ZERO, Duration.ofDays(1));
        HealthPolicy.between("longest hold-down", cap, first, Duration.ofDays(1));
        HealthPolicy.between("window of hold-downs", window, Duration.ZERO, Duration.ofDays(7));
    }

    /** How long the hold-down of the so-manieth time in a row lasts, counted from 1. */
    Duration of(int times) {
        long nanos = first.toNanos();
        for (int i = 1; i < times && nanos < cap.toNanos(); i++) {
            nanos *= 2;
        }
        return Duration.ofNanos(Math.min(nanos, cap.toNanos()));
    }
}
