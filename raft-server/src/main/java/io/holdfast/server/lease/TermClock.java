package io.holdfast.server.lease;

import java.util.concurrent.TimeUnit;

/**
 * The clock that lives of leases are measured by, in one term of one leader. It starts at 0 and never runs faster than
 * real time; it falls behind on purpose:
 *
 * <ul>
 *   <li>by a tick it advances two ticks at most: a machine that was paused for an hour must not wake up to the expiry of
 *       every lease, whose holders were paused too;
 *   <li>it stands while no leadership barrier passes: clients that cannot renew because this node has lost the others
 *       do not lose their leases for it.
 * </ul>
 *
 * <p>Falling behind is always safe: it can only make a lease live longer. Confined to the ticker thread.
 */
final class TermClock {
    /** How often the clock advances, and barriers begin. */
    static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** The shortest tick, when somebody waits who must not wait for the next one. */
    static final long HURRIED_NANOS = TICK_NANOS / 5;

    /** At most so much a tick. */
    static final long MAX_STEP_NANOS = 2 * TICK_NANOS;

    /**
     * A barrier that began so long ago is proof no longer. Two barriers of an idle Lessor
     * ({@link Tenure#IDLE_BARRIER_NANOS} apart) fit into it, so that one slow barrier does not stop the clock.
     */
    static final long PROOF_NANOS = 8 * TICK_NANOS;

    private long ticked;
    private long elapsed;
    private long proved;
    private boolean everProved;

    TermClock(long nowNanos) {
        ticked = nowNanos;
    }

    /** Milliseconds since the term began here, as far as they count. */
    long millis() {
        return elapsed / 1_000_000;
    }

    /**
     * A time of this clock at or after what happened before {@code nowNanos}, whatever the clock counts of the time since
     * its last tick. Lives that begin here begin too late, never too early.
     */
    long millisAfter(long nowNanos) {
        return Math.floorDiv(elapsed + Math.max(0, nowNanos - ticked) + 999_999, 1_000_000L);
    }

    /** Whether it is time for the next tick. */
    boolean isDue(long nowNanos, boolean hurried) {
        return nowNanos - ticked >= (hurried ? HURRIED_NANOS : TICK_NANOS);
    }

    /** A barrier that began then has passed. */
    void proved(long begunNanos) {
        if (!everProved || begunNanos - proved > 0) {
            proved = begunNanos;
            everProved = true;
        }
    }

    /** Advances by what counts of the time since the last tick; returns the nanoseconds that do not count. */
    long advance(long nowNanos) {
        long passed = nowNanos - ticked;
        ticked = nowNanos;
        boolean proof = everProved && nowNanos - proved <= PROOF_NANOS;
        long step = proof ? Math.min(passed, MAX_STEP_NANOS) : 0;
        elapsed += step;
        return passed - step;
    }
}
