package io.holdfast.server.snapshot;

import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * Says when the next snapshot is due. Confined to the ticker thread.
 *
 * <p>All nodes apply the same entries, and would all write at the same moment: each draws a little more to every bound, so
 * that mostly a quorum has its disks for itself. After a snapshot there is a rest of at least the time it took; after a
 * failure one that doubles. While apply is behind the log it waits, until several times the usual came together: a node
 * that never catches up must not keep its log for ever.
 */
final class SnapshotSchedule {
    /** Up to a quarter more than every bound. */
    private static final double SPREAD = 0.25;

    /** Committed entries that apply may be behind without being behind: no more than are under way anyhow. */
    static final long MAX_LAG = 100;

    /** So many times the usual bounds, and behind does not count any more. */
    private static final int OVERDUE = 4;

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
     * @param lag committed entries that are not yet applied
     */
    boolean isDue(long entries, long bytes, long lag, long now) {
        if (entries <= 0 || rests(now)) {
            return false;
        }
        double stretched = lag > MAX_LAG ? OVERDUE * factor : factor;
        return entries >= options.everyEntries() * stretched
                || bytes >= Math.max(options.everyBytes(), lastBytes) * stretched
                || now - lastNanos >= options.everyTime().toNanos() * stretched;
    }

    /** Whether none is to be begun, however much it is wanted. */
    boolean rests(long now) {
        return now - restUntil < 0;
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
