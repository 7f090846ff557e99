package io.holdfast.server.snapshot;

import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * Says when the next snapshot is due. Confined to the ticker thread.
 *
 * <p>All nodes apply the same entries, and would all write at the same moment: each draws a little more to every bound, so
 * that mostly a quorum has its disks for itself. After a snapshot there is a rest of at least the time it took; after a
 * failure one that doubles.
 */
final class SnapshotSchedule {
    /** Up to a quarter more than every bound. */
    private static final double SPREAD = 0.25;

    private static final long FIRST_REST_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long LONGEST_REST_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final SnapshotOptions options;
    private final DoubleSupplier random;
    private double factor;
    private long lastBytes;
    private long lastNanos;
    private long restUntil;
    private long rest = FIRST_REST_NANOS;

    /**
     * A schedule that begins now.
     *
     * @param random gives numbers from 0 to 1
     */
    SnapshotSchedule(SnapshotOptions options, DoubleSupplier random, long now) {
        this.options = options;
        this.random = random;
        this.lastNanos = now;
        this.restUntil = now;
        draw();
    }

    /**
     * Whether to take one.
     *
     * @param entries log entries since the last one
     * @param bytes their bytes
     */
    boolean isDue(long entries, long bytes, long now) {
        if (entries <= 0 || now - restUntil < 0) {
            return false;
        }
        return entries >= options.everyEntries() * factor
                || bytes >= Math.max(options.everyBytes(), lastBytes) * factor
                || now - lastNanos >= options.everyTime().toNanos() * factor;
    }

    /** One of this size is there, which took so long. */
    void taken(long bytes, long tookNanos, long now) {
        lastBytes = bytes;
        lastNanos = now;
        restUntil = now + tookNanos;
        rest = FIRST_REST_NANOS;
        draw();
    }

    /** One failed; says how long nothing is tried now. */
    long failed(long now) {
        long resting = rest;
        restUntil = now + resting;
        rest = Math.min(LONGEST_REST_NANOS, 2 * rest);
        return resting;
    }

    private void draw() {
        factor = 1 + SPREAD * random.getAsDouble();
    }
}
