package io.holdfast.server.raft;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * When a proposer sends again: after a failed sending, later each time up to a second, so that nodes that lost their
 * leader do not all come at once; and if nothing moves though all was accepted.
 *
 * <p>A leader keeps what it accepted as long as its term lasts, and a change of term is seen. So the second case should
 * never come, and must not load a log that is merely slow: it waits for seconds, or several times as long as entries take
 * lately, then twice as long each time. Guarded by the proposer's lock.
 */
final class Resending {
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LEAST_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long LONGEST_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** So many times as long as entries take lately. */
    private static final int PATIENCE_FACTOR = 4;

    /** How much of what is known of entries before one counts against it, less one. */
    private static final int SMOOTHING = 8;

    private final SplittableRandom random;
    private long pause = FIRST_PAUSE_NANOS;
    private boolean paused;
    private long pausedUntil;
    private long patience = LEAST_PATIENCE_NANOS;
    private long lastMove;
    private long took;

    /** Its jitter comes from the seed. */
    Resending(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** A sending failed: nothing is sent for a while. */
    void failed(long now) {
        paused = true;
        pausedUntil = now + pause / 2 + random.nextLong(pause / 2);
        pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
    }

    /** A sending was taken. */
    void accepted() {
        pause = FIRST_PAUSE_NANOS;
    }

    /** Somebody else is to be sent to: without a pause. */
    void leaderChanged(long now) {
        paused = false;
        pause = FIRST_PAUSE_NANOS;
        moved(now);
    }

    /** Whether sendings are to wait. */
    boolean isPaused(long now) {
        if (paused && now - pausedUntil >= 0) {
            paused = false;
        }
        return paused;
    }

    /** An entry was applied so long after it was made. */
    void applied(long nanos) {
        took += (nanos - took) / SMOOTHING;
    }

    /** An entry was applied, or is the first under way. */
    void moved(long now) {
        lastMove = now;
        patience = Math.max(leastPatience(), patience / 2);
    }

    /** Whether nothing has moved for too long; if so, the next time takes twice as long. */
    boolean isStalled(long now) {
        if (now - lastMove < Math.max(leastPatience(), patience)) {
            return false;
        }
        lastMove = now;
        patience = Math.min(2 * patience, LONGEST_PATIENCE_NANOS);
        return true;
    }

    private long leastPatience() {
        return Math.min(LONGEST_PATIENCE_NANOS, Math.max(LEAST_PATIENCE_NANOS, PATIENCE_FACTOR * took));
    }
}
