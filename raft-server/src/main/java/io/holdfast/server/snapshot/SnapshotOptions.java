package io.holdfast.server.snapshot;

import java.time.Duration;

/**
 * When snapshots are taken and how much they may cost. One is due as soon as one of the first three bounds is met.
 *
 * @param everyEntries log entries since the last one
 * @param everyBytes bytes of log entries since the last one; the size of the last one counts instead if that is more, so
 *     that a large state is not written more often than it changes
 * @param everyTime time since the last one, if there was any entry since
 * @param keep how many stay on disk, at least {@link #LEAST_KEPT}
 * @param bytesPerSecond how fast one is written and read back at most, so that writes do not wait for the disk
 * @param writer the release that writes, for display
 */
public record SnapshotOptions(
        long everyEntries, long everyBytes, Duration everyTime, int keep, long bytesPerSecond, String writer) {
    /**
     * The log is kept back to the older of two, so that a newest one that cannot be read is no loss; and one that is being
     * sent to another node is not deleted as soon as the next is finished.
     */
    public static final int LEAST_KEPT = 2;

    /** A hundred thousand entries, 128 MiB or an hour; two kept; 32 MiB a second. */
    public static final SnapshotOptions DEFAULT =
            new SnapshotOptions(100_000, 128L << 20, Duration.ofHours(1), LEAST_KEPT, 32L << 20, "");

    /** Refuses bounds that cannot be. */
    public SnapshotOptions {
        check(everyEntries > 0, "the bound of entries between snapshots must be positive");
        check(everyBytes > 0, "the bound of bytes between snapshots must be positive");
        check(everyTime.toMillis() > 0, "the time between snapshots must be positive");
        check(keep >= LEAST_KEPT, "at least " + LEAST_KEPT + " snapshots must be kept");
        check(bytesPerSecond > 0, "the rate of writing snapshots must be positive");
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
