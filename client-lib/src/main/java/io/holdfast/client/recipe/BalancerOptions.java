package io.holdfast.client.recipe;

import java.time.Duration;
import java.util.Objects;

/**
 * How calls are spread, and when an instance is left out. Immutable.
 *
 * @param choice which of the instances that are in
 * @param zone instances of this zone are taken while one of them is in; empty if that does not matter
 * @param consecutiveFailures so many failures in a row leave an instance out; 1 to 1 000
 * @param window how many of an instance's last calls are looked at; 1 to 64
 * @param failuresInWindow so many failures among those leave it out; 1 to the window
 * @param ejection how long an instance is left out the first time; it doubles with each time that follows
 * @param longestEjection the longest; after so long without being left out, it begins with the shortest again
 * @param maxEjectedPercent never leaves out more than this share of the instances; 0 to 100
 */
public record BalancerOptions(
        Choice choice,
        String zone,
        int consecutiveFailures,
        int window,
        int failuresInWindow,
        Duration ejection,
        Duration longestEjection,
        int maxEjectedPercent) {
    /** In turn; out after 5 failures in a row or 10 of the last 20, for 1 s to 1 min, at most half of all. */
    public static final BalancerOptions DEFAULT =
            new BalancerOptions(Choice.ROUND_ROBIN, "", 5, 20, 10, Duration.ofSeconds(1), Duration.ofMinutes(1), 50);

    /** Which instance is next. */
    public enum Choice {
        /** In turn, each as often as its weight says, evenly mixed. */
        ROUND_ROBIN,
        /** The one with the fewest picks open for its weight; among equals the one picked longest ago. */
        LEAST_OUTSTANDING
    }

    /**
     * Refuses what makes no sense.
     *
     * @throws IllegalArgumentException naming it
     */
    public BalancerOptions {
        Objects.requireNonNull(choice, "choice");
        Objects.requireNonNull(zone, "zone");
        check(consecutiveFailures, 1, 1000, "consecutiveFailures");
        check(window, 1, 64, "window");
        check(failuresInWindow, 1, window, "failuresInWindow");
        check(maxEjectedPercent, 0, 100, "maxEjectedPercent");
        if (ejection.isNegative() || ejection.isZero() || longestEjection.compareTo(ejection) < 0) {
            throw new IllegalArgumentException("ejections must be positive, the longest not shorter than the first: "
                    + ejection + " to " + longestEjection);
        }
        if (longestEjection.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("an ejection takes at most a day: " + longestEjection);
        }
    }

    private static void check(int value, int least, int most, String name) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be " + least + " to " + most + ": " + value);
        }
    }

    /** These options with another choice. */
    public BalancerOptions choice(Choice choice) {
        return new BalancerOptions(
                choice,
                zone,
                consecutiveFailures,
                window,
                failuresInWindow,
                ejection,
                longestEjection,
                maxEjectedPercent);
    }

    /** These options, taking instances of a zone while one of them is in. */
    public BalancerOptions preferring(String zone) {
        return new BalancerOptions(
                choice,
                zone,
                consecutiveFailures,
                window,
                failuresInWindow,
                ejection,
                longestEjection,
                maxEjectedPercent);
    }

    /** These options with other thresholds. */
    public BalancerOptions ejectAfter(int consecutive, int failures, int ofLast) {
        return new BalancerOptions(
                choice, zone, consecutive, ofLast, failures, ejection, longestEjection, maxEjectedPercent);
    }

    /** These options with other times. */
    public BalancerOptions ejectFor(Duration first, Duration longest) {
        return new BalancerOptions(
                choice, zone, consecutiveFailures, window, failuresInWindow, first, longest, maxEjectedPercent);
    }

    /** These options with another share that may be left out. */
    public BalancerOptions maxEjected(int percent) {
        return new BalancerOptions(
                choice, zone, consecutiveFailures, window, failuresInWindow, ejection, longestEjection, percent);
    }
}
