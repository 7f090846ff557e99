package io.holdfast.client.internal;

import java.util.concurrent.TimeUnit;

/**
 * One lease kept alive by {@link Heartbeats}.
 *
 * <pre>
 * CONNECTED ──link gone, or two beats without an answer──▶ SUSPENDED ──renewed──▶ RECONNECTED ─▶ SUSPENDED …
 *     │                                                        │
 *     └──────────────── gone, or its deadline passed ──────────┴──▶ EXPIRED
 * </pre>
 *
 * Confined to the loop, except {@link #liveness} and {@link #remainingNanos}.
 */
final class Keeper {
    /** A renewal at least so often, whatever the time to live: who loses a session hears of it soon. */
    static final long MAX_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int BEATS_PER_TTL = 4;

    /** Who owns a lease; called on the loop. */
    interface Owner {
        /** The liveness is another, but not EXPIRED. */
        void changed(Liveness liveness);

        /** The lease is over: its deadline passed here, or the leader no longer knows it ({@code gone}). */
        void over(boolean gone);
    }

    final long lease;
    private final Lifetime lifetime;
    private final Owner owner;
    private final long intervalNanos;
    private volatile Liveness liveness = Liveness.CONNECTED;

    /** Whether a renewal is under way. */
    boolean asking;

    private long dueAt;
    private long overdueAt;

    Keeper(long lease, Lifetime lifetime, long ttlMillis, long sentNanos, Owner owner) {
        this.lease = lease;
        this.lifetime = lifetime;
        this.owner = owner;
        this.intervalNanos = Math.min(TimeUnit.MILLISECONDS.toNanos(ttlMillis) / BEATS_PER_TTL, MAX_INTERVAL_NANOS);
        beatFrom(sentNanos);
    }

    private void beatFrom(long sentNanos) {
        dueAt = sentNanos + intervalNanos;
        overdueAt = dueAt + intervalNanos;
    }

    /** Any thread. */
    Liveness liveness() {
        return lifetime.over() ? Liveness.EXPIRED : liveness;
    }

    /** Any thread. */
    long remainingNanos() {
        return lifetime.remainingNanos();
    }

    /** Whether a renewal may join a frame that goes out now: a little early, so that beats of many leases meet. */
    boolean joins(long now) {
        return !asking && now - (dueAt - intervalNanos / 2) >= 0;
    }

    /** How long nothing need be done. */
    long quietNanos(long now) {
        long quiet = lifetime.remainingNanos();
        if (!asking) {
            quiet = Math.min(quiet, dueAt - now);
        }
        if (liveness != Liveness.SUSPENDED) {
            quiet = Math.min(quiet, overdueAt - now);
        }
        return quiet;
    }

    /** Renew as soon as possible. */
    void hurry(long now) {
        if (liveness == Liveness.SUSPENDED) {
            dueAt = now;
        }
    }

    /** A renewal failed without an answer: again after a little while. */
    void failed(long now) {
        asking = false;
        dueAt = now + intervalNanos / BEATS_PER_TTL;
    }

    /** A renewal sent at a moment was acknowledged. */
    void renewed(long sentNanos, long sentWallMillis, long ttlMillis) {
        asking = false;
        if (!lifetime.renewed(sentNanos, sentWallMillis, ttlMillis)) {
            return;
        }
        beatFrom(sentNanos);
        if (liveness == Liveness.SUSPENDED) {
            liveness = Liveness.RECONNECTED;
            owner.changed(Liveness.RECONNECTED);
        }
    }

    /** The link to the leader is gone. */
    void suspend() {
        if (liveness != Liveness.SUSPENDED && !lifetime.over()) {
            liveness = Liveness.SUSPENDED;
            owner.changed(Liveness.SUSPENDED);
        }
    }

    /** Sees whether time has run out, or a renewal is overdue; whether the lease is over. */
    boolean look(long now) {
        if (lifetime.over()) {
            owner.over(false);
            return true;
        }
        if (now - overdueAt >= 0) {
            suspend();
        }
        return false;
    }

    /** The leader knows no such lease. */
    void gone() {
        lifetime.end();
        owner.over(true);
    }

    /** Nobody renews it any more: for this side it is over, and the owner hears of it. */
    void abandon() {
        lifetime.end();
        owner.over(false);
    }

    /** The owner gave it up: nothing is left of it here. */
    void end() {
        lifetime.end();
    }
}
