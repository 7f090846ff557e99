package io.holdfast.client.recipe;

import io.holdfast.client.recipe.InstanceStatus.Standing;

/**
 * What a balancer knows of one instance: IN → EJECTED (failures) → PROBED (time) → IN (a success) or EJECTED (a failure), or
 * EJECTED → IN when too many are. Guarded by the balancer's lock.
 */
final class Endpoint {
    private final BalancerOptions options;
    final long joined;
    ServiceInstance instance;
    int outstanding;

    /** What its turns have left over, for smooth weighted turns. */
    long credit;

    /** When it was picked last, as a count of picks. */
    long pickedAt;

    private Standing standing = Standing.IN;
    private int ejections;

    /** When the present state began, or ends if it is EJECTED. */
    private long sinceNanos;

    private boolean probing;
    private long probeSinceNanos;

    /** The last outcomes, newest in the lowest bit; a failure is 1. */
    private long outcomes;

    private int consecutive;

    Endpoint(ServiceDirectory.Listed listed, BalancerOptions options, long now) {
        this.instance = listed.instance();
        this.joined = listed.joined();
        this.options = options;
        this.sinceNanos = now;
    }

    Standing standing(long now) {
        if (standing == Standing.EJECTED && now - sinceNanos >= 0) {
            standing = Standing.PROBED;
            probing = false;
        }
        return standing;
    }

    /** Whether it may be picked now. */
    boolean open(long now) {
        return switch (standing(now)) {
            case IN -> true;
            case EJECTED -> false;
            // A probe that never tells is not waited for without end.
            case PROBED -> !probing || now - probeSinceNanos >= ejectionNanos();
        };
    }

    void picked(long now, long count) {
        outstanding++;
        pickedAt = count;
        if (standing == Standing.PROBED) {
            probing = true;
            probeSinceNanos = now;
        }
    }

    /** A pick was closed without a word. */
    void silent() {
        outstanding--;
        probing = false;
    }

    void succeeded(long now) {
        outstanding--;
        probing = false;
        outcomes <<= 1;
        consecutive = 0;
        if (standing == Standing.PROBED) {
            enter(now);
        } else if (standing == Standing.IN
                && now - sinceNanos >= options.longestEjection().toNanos()) {
            ejections = 0;
        }
    }

    /** Gives whether it is to be left out, if others allow that. */
    boolean failed(long now) {
        outstanding--;
        probing = false;
        outcomes = outcomes << 1 | 1;
        consecutive++;
        if (standing == Standing.PROBED) {
            return true;
        }
        long window = options.window() == Long.SIZE ? -1 : (1L << options.window()) - 1;
        return standing == Standing.IN
                && (consecutive >= options.consecutiveFailures()
                        || Long.bitCount(outcomes & window) >= options.failuresInWindow());
    }

    void eject(long now) {
        if (standing == Standing.IN
                && now - sinceNanos >= options.longestEjection().toNanos()) {
            ejections = 0;
        }
        standing = Standing.EJECTED;
        ejections++;
        sinceNanos = now + ejectionNanos();
    }

    /** Takes it in, its past forgotten but for how often it was out. */
    void enter(long now) {
        standing = Standing.IN;
        sinceNanos = now;
        outcomes = 0;
        consecutive = 0;
        probing = false;
    }

    long ejectedUntil() {
        return sinceNanos;
    }

    private long ejectionNanos() {
        long first = options.ejection().toNanos();
        long longest = options.longestEjection().toNanos();
        int doublings = Math.max(0, ejections - 1);
        return doublings >= Long.numberOfLeadingZeros(first) - 1 ? longest : Math.min(longest, first << doublings);
    }

    InstanceStatus status(long now) {
        return new InstanceStatus(instance, standing(now), outstanding, ejections);
    }
}
