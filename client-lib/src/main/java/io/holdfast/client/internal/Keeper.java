package io.holdfast.client.internal;

import io.holdfast.model.lease.LeaseName;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One lease kept alive by {@link Heartbeats}.
 *
 * <pre>
 * CONNECTED ──link gone, or two beats without an answer──▶ SUSPENDED ──renewed──▶ RECONNECTED ─▶ SUSPENDED …
 *     │                                                        │
 *     └──────────────── gone, or its deadline passed ──────────┴──▶ EXPIRED
 * </pre>
 *
 * <p>A renewal that was sent and is not answered within three quarters of a beat, which leaves time for another before the
 * lease is in doubt, does not hold up the next one: that goes out beside it, and whichever is acknowledged counts, from its
 * own sending. So what is left of the lease bounds how many are under way, and how long others of its frame may be waited
 * for is nothing to it.
 *
 * <p>Confined to the loop, except {@link #liveness} and {@link #remainingNanos}.
 */
final class Keeper {
    /** A renewal at least so often, whatever the time to live: who loses a session hears of it soon. */
    static final long MAX_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int BEATS_PER_TTL = 4;

    /** Who owns a lease; called on the loop. What it throws is told to the {@link ErrorSink} and stops no other lease. */
    interface Owner {
        /** The liveness is another, but not EXPIRED. */
        void changed(Liveness liveness);

        /** The lease is over: its deadline passed here, or the leader no longer knows it ({@code gone}). */
        void over(boolean gone);
    }

    final long lease;
    private final Lifetime lifetime;
    private final Owner owner;
    private final ErrorSink errors;
    private final long certainMillis;
    private final long intervalNanos;
    private final long patienceNanos;
    private volatile Liveness liveness = Liveness.CONNECTED;

    /** Unknown until the first answer that tells it; from then on no other lease of this id is taken for this one. */
    private long epoch;

    /** The newest renewal that was asked for, while nothing is known of it. */
    private @Nullable Call asked;

    /** When {@link #asked} is waited for no longer; once it was sent. */
    private long againAt;

    private long provedAt;
    private long dueAt;
    private long overdueAt;

    /**
     * A lease.
     *
     * @param certainMillis what an acknowledged renewal gives it, at most
     * @param sentNanos when the newest one was sent
     */
    Keeper(LeaseName name, Lifetime lifetime, long certainMillis, long sentNanos, Owner owner, ErrorSink errors) {
        this.lease = name.lease();
        this.epoch = name.epoch();
        this.lifetime = lifetime;
        this.owner = owner;
        this.errors = errors;
        this.certainMillis = certainMillis;
        this.intervalNanos = Math.min(TimeUnit.MILLISECONDS.toNanos(certainMillis) / BEATS_PER_TTL, MAX_INTERVAL_NANOS);
        this.patienceNanos = intervalNanos - intervalNanos / BEATS_PER_TTL;
        beatFrom(sentNanos);
    }

    private void beatFrom(long sentNanos) {
        provedAt = sentNanos;
        dueAt = sentNanos + intervalNanos;
        overdueAt = dueAt + intervalNanos;
    }

    /** Which lease to renew. */
    LeaseName name() {
        return new LeaseName(lease, epoch);
    }

    /** Whether an answer about this epoch is about this lease. The first one tells. */
    boolean isOf(long answered) {
        if (epoch == LeaseName.ANY) {
            epoch = answered;
        }
        return epoch == answered;
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
        return asked == null ? now - (dueAt - intervalNanos / 2) >= 0 : isSent() && now - againAt >= 0;
    }

    /** Whether a renewal was asked for, and its time is not over. */
    boolean waits(long now) {
        return asked != null && !(isSent() && now - againAt >= 0);
    }

    /** One that was not sent yet, or is to be sent again, goes out as soon as there is a leader. */
    private boolean isSent() {
        Call newest = asked;
        return newest != null && newest.sentOn != null;
    }

    /** How long nothing need be done. */
    long quietNanos(long now) {
        long quiet = lifetime.remainingNanos();
        if (asked == null) {
            quiet = Math.min(quiet, dueAt - now);
        } else if (isSent()) {
            quiet = Math.min(quiet, againAt - now);
        }
        if (liveness != Liveness.SUSPENDED) {
            quiet = Math.min(quiet, overdueAt - now);
        }
        return quiet;
    }

    /** Renew now, before anything else is sent. */
    void renewFirst(long now) {
        dueAt = now;
    }

    /** Renew as soon as possible. */
    void hurry(long now) {
        if (liveness == Liveness.SUSPENDED) {
            dueAt = now;
        }
    }

    /** A renewal is asked for. */
    void asks(Call renewal) {
        asked = renewal;
    }

    /** A renewal goes out; how long this lease waits for it before the next one. */
    long sent(Call renewal, long now) {
        if (asked == renewal) {
            againAt = now + patienceNanos;
        }
        return patienceNanos;
    }

    /** A renewal failed without an answer: again after a little while, unless another is under way. */
    void failed(Call renewal, long now) {
        if (asked == renewal) {
            asked = null;
            dueAt = now + intervalNanos / BEATS_PER_TTL;
        }
    }

    /** A renewal sent at a moment was acknowledged, be it that a later one was before. */
    void renewed(Call renewal, long now, long sentNanos, long sentWallMillis, long ttlMillis) {
        if (asked == renewal) {
            asked = null;
        }
        if (!lifetime.renewed(sentNanos, sentWallMillis, Math.min(ttlMillis, certainMillis))) {
            return;
        }
        if (sentNanos - provedAt >= 0) {
            beatFrom(sentNanos);
        }
        if (liveness == Liveness.SUSPENDED && now - overdueAt < 0) {
            turn(Liveness.RECONNECTED);
        }
    }

    /** The link to the leader is gone. */
    void suspend() {
        if (liveness != Liveness.SUSPENDED && !lifetime.over()) {
            turn(Liveness.SUSPENDED);
        }
    }

    /** Sees whether time has run out, or a renewal is overdue; whether the lease is over. */
    boolean look(long now) {
        if (lifetime.over()) {
            over(false);
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
        over(true);
    }

    /** Nobody renews it any more: for this side it is over, and the owner hears of it. */
    void abandon() {
        lifetime.end();
        over(false);
    }

    /** The owner gave it up: nothing is left of it here. */
    void end() {
        lifetime.end();
    }

    private void turn(Liveness next) {
        liveness = next;
        tell(() -> owner.changed(next));
    }

    private void over(boolean gone) {
        tell(() -> owner.over(gone));
    }

    private void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException | Error e) {
            // It would end the round of heartbeats that it happened in: leases of others would not be renewed.
            errors.failed("the owner of the lease " + lease, e);
        }
    }
}
