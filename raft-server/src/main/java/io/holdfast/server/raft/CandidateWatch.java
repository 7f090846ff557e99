package io.holdfast.server.raft;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Notices a candidate that asks nobody for a vote. Ratis' election thread ends when a vote cannot be persisted, and the
 * node stays a candidate for good: it looks alive, and neither votes nor follows.
 *
 * <p>Only time in which this process ran counts: of the time between two looks, no more than {@link #MAX_STEP}, so that
 * a node that was paused is not found silent. {@link #asked} is safe for any thread; {@link #check} is confined to the
 * ticker thread.
 */
final class CandidateWatch {
    /** Twice the time between two looks. */
    static final Duration MAX_STEP = Duration.ofSeconds(1);

    private static final Duration MIN_PATIENCE = Duration.ofSeconds(30);
    private static final int PATIENCE_ELECTIONS = 20;

    private final String node;
    private final Duration patience;
    private final FailStop failStop;
    private final AtomicLong asked = new AtomicLong();
    private long askedBefore = -1;
    private long silentNanos;
    private long lastLookNanos;

    /**
     * A watch.
     *
     * @param node this node's id
     * @param electionTimeout the longest; a live candidate asks at least once in each
     * @param failStop ends the node
     */
    CandidateWatch(String node, Duration electionTimeout, FailStop failStop) {
        this.node = node;
        Duration elections = electionTimeout.multipliedBy(PATIENCE_ELECTIONS);
        this.patience = elections.compareTo(MIN_PATIENCE) > 0 ? elections : MIN_PATIENCE;
        this.failStop = failStop;
    }

    /** This node asks another for its vote, or whether it would get it. */
    void asked() {
        asked.incrementAndGet();
    }

    /**
     * Looks.
     *
     * @param candidate whether this node is one now
     * @param nowNanos monotonic
     */
    void check(boolean candidate, long nowNanos) {
        long count = asked.get();
        if (!candidate || count != askedBefore) {
            silentNanos = 0;
        } else {
            silentNanos += Math.min(nowNanos - lastLookNanos, MAX_STEP.toNanos());
        }
        askedBefore = count;
        lastLookNanos = nowNanos;
        if (silentNanos >= patience.toNanos()) {
            failStop.fail(
                    "node " + node + " is a candidate and has asked nobody for a vote for " + patience.toSeconds()
                            + " s: its election thread is dead, perhaps because the vote could not be written (see the"
                            + " errors above); check the disk, then start the node again",
                    null);
        }
    }
}
