package io.holdfast.server.lease;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One lease in the eyes of the leader. Times are milliseconds of the {@link TermClock}. Confined to the ticker thread.
 *
 * <p>Phases, and what leads from one to the next:
 *
 * <pre>
 *            silent                          deadline
 *  LOWERING ←────── LIVE ─────────────────────────────────→ EXPIRING
 *      │  outcome ↗  ↑ │ renewed while lowered     outcome: ended, or not applied → LIVE,
 *      └─────────────┘ ↓                                    or unknown → proposed again
 *                   RAISING ── outcome → LIVE
 * </pre>
 *
 * <p>At most one command about a lease is in the log's hands at a time. Renewals that come meanwhile wait for its
 * outcome; a lease is "lowered" while {@code bound < ttl}, and no renewal of a lowered lease is acknowledged.
 */
final class Lifetime {
    /** After so much silence, or 3/8 of the time to live if that is less, the bound is lowered for the first time. */
    private static final long MAX_FIRST_SILENCE = 30_000;

    private static final long NEVER = Long.MIN_VALUE;

    private static final long MIN_STEP = 1_000;
    private static final long MAX_STEP = 60_000;

    /** What is under way about the lease. */
    enum Phase {
        /** Nothing. */
        LIVE,
        /** A lower bound. */
        LOWERING,
        /** The full bound. */
        RAISING,
        /** Its end. */
        EXPIRING
    }

    final long lease;
    final long epoch;
    final long ttl;
    private final long grace;
    private Phase phase = Phase.LIVE;
    private long deadline;

    /** When the connection it was renewed on was ended by its peer, unless it was renewed after that. */
    private long cutAt = NEVER;

    private long bound;
    private boolean ended;
    private @Nullable List<RenewalAsk.Place> waiting;

    /** Whether the wheel or a queue holds this: it stands in one of them at most. */
    boolean scheduled;

    /** The next in the same slot; the wheel's. */
    @Nullable
    Lifetime next;

    /**
     * A life that begins now.
     *
     * @param grace what is left of it when the connection it was renewed on is ended by its peer; 0 for all of it
     * @param bound what the log says is left at most
     * @param now the clock
     */
    Lifetime(long lease, long epoch, long ttl, long grace, long bound, long now) {
        this.lease = lease;
        this.epoch = epoch;
        this.ttl = ttl;
        this.grace = grace;
        this.bound = bound;
        this.deadline = now + bound;
    }

    Phase phase() {
        return phase;
    }

    void enter(Phase next) {
        phase = next;
    }

    boolean isLive() {
        return phase == Phase.LIVE && !ended;
    }

    boolean isEnded() {
        return ended;
    }

    /** It is gone from the applied state. */
    void end() {
        ended = true;
    }

    /** No client may believe in more than this, by the log. */
    long bound() {
        return bound;
    }

    boolean isLowered() {
        return bound < ttl;
    }

    /** The log has this bound now, for certain. */
    void bounded(long millis) {
        bound = millis;
    }

    /** The log may have this bound now. */
    void maybeBounded(long millis) {
        bound = Math.min(bound, millis);
    }

    /** How long an acknowledged renewal may be believed in, from when it was sent. */
    long promised() {
        return hasGrace() ? grace : ttl;
    }

    /** Whether its client asked for a grace. */
    boolean hasGrace() {
        return grace > 0;
    }

    /**
     * A renewal was taken up at this time: the lease lives from there. One from before the cut only confirms what its client
     * believes in, which is the grace, and that is granted from the cut on.
     */
    void renew(long taken) {
        if (taken > cutAt) {
            cutAt = NEVER;
            deadline = Math.max(deadline, taken + ttl);
        }
    }

    /** The peer ended the connection; every renewal that came by it was taken up before {@code now}, or then. */
    void cut(long now) {
        cutAt = now;
        deadline = Math.min(deadline, now + grace);
    }

    /** Whether it was cut off and not renewed since. */
    boolean isCut() {
        return cutAt != NEVER;
    }

    /** How long it lives without a renewal. */
    long remaining(long now) {
        return Math.max(0, deadline - now);
    }

    /** Whether its time is over. The clock counts whole milliseconds, so the one that has begun is granted too. */
    boolean isOver(long now) {
        return now > deadline;
    }

    /**
     * Whether the silence has lasted long enough for the next lower bound. Not for one that was cut off: that is this
     * leader's knowledge only, and the lease is over too soon for a bound to be of use.
     */
    boolean isToBeLowered(long now) {
        return !isCut() && now >= lowerAt();
    }

    /** When to look at this again if nobody renews it. */
    long dueAt() {
        return isCut() ? deadline + 1 : Math.min(deadline + 1, lowerAt());
    }

    private long lowerAt() {
        return isLowered() ? deadline - bound + step() : deadline - ttl + firstSilence();
    }

    private long firstSilence() {
        return Math.min(ttl / 8 * 3, MAX_FIRST_SILENCE);
    }

    private long step() {
        return Math.max(MIN_STEP, Math.min(ttl / 16, MAX_STEP));
    }

    /** A renewal waits for what is under way. */
    void await(RenewalAsk.Place place) {
        if (waiting == null) {
            waiting = new ArrayList<>(1);
        }
        waiting.add(place);
    }

    boolean isAwaited() {
        return waiting != null;
    }

    /** Who waited; from now on nobody does. */
    List<RenewalAsk.Place> release() {
        List<RenewalAsk.Place> released = waiting == null ? List.of() : waiting;
        waiting = null;
        return released;
    }
}
