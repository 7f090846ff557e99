package io.holdfast.server.watch;

import java.util.concurrent.TimeUnit;

/**
 * When revisions were applied, lately: one moment a millisecond at most, the last thousand of them. Safe for any thread;
 * noted by the apply thread, asked for a sample of what is pushed.
 */
final class AppliedTimes {
    /** Not known any more, or not yet. */
    static final long UNKNOWN = -1;

    private static final int KEPT = 1_024;
    private static final long APART_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final long[] revisions = new long[KEPT];
    private final long[] moments = new long[KEPT];
    private int noted;

    /** Whether it is time to note a moment again. */
    synchronized boolean isDue(long nanos) {
        return noted == 0 || nanos - moments[(noted - 1) % KEPT] >= APART_NANOS;
    }

    /** Everything up to this revision is applied at this moment. */
    synchronized void note(long revision, long nanos) {
        revisions[noted % KEPT] = revision;
        moments[noted % KEPT] = nanos;
        noted++;
    }

    /**
     * How long before {@code nanos} a revision was applied, or a millisecond less; {@link #UNKNOWN} if it was too long ago
     * or was not noted yet.
     */
    synchronized long since(long revision, long nanos) {
        int oldest = Math.max(0, noted - KEPT);
        int found = -1;
        for (int i = noted - 1; i >= oldest && revisions[i % KEPT] >= revision; i--) {
            found = i;
        }
        boolean lost = found == oldest && noted > KEPT;
        return found < 0 || lost ? UNKNOWN : Math.max(0, nanos - moments[found % KEPT]);
    }
}
