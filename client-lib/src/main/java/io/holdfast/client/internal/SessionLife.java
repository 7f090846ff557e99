package io.holdfast.client.internal;

import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.session.SessionEnd;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One session of this client, from the first attempt to open it to its end. Confined to the loop, except what is public.
 *
 * <pre>
 * OPENING ──opened──▶ LIVE ──closed, gone, killed, deadline passed──▶ OVER
 *    └────────refused, or not opened within its time to live───────────▲
 * </pre>
 *
 * Opening may be repeated under the same id while time lasts. After that a repetition could make a second session of that
 * id, with an empty window, and a write of the first could be applied once more; so the id is given up.
 */
public final class SessionLife implements Keeper.Owner {
    private enum Phase {
        OPENING,
        LIVE,
        OVER
    }

    final RequestWindow window;

    /** The newest attempt to open it. */
    @Nullable
    OpenCall opening;

    /** Whether it is one for the client's writes. */
    boolean forWrites;

    private final Sessions sessions;
    private final Loop loop;
    private final long id;
    private final Wish wish;
    private final ErrorSink errors;
    private final Listeners<Liveness> listeners;
    private final CompletableFuture<Ended> ended = new CompletableFuture<>();
    private Phase phase = Phase.OPENING;
    private long sentNanos;
    private @Nullable Lifetime lifetime;
    private Outcome.@Nullable Rejection refusal;
    private volatile @Nullable Keeper keeper;
    private volatile long ttlMillis;
    /** What was known of its end when it came; null before. */
    private volatile @Nullable Ended over;

    /** The newest attempt to close it at the server; null if there was none. Guarded by this. */
    private @Nullable CompletableFuture<Void> closing;

    SessionLife(Sessions sessions, Loop loop, long id, Wish wish, ErrorSink errors) {
        this.sessions = sessions;
        this.loop = loop;
        this.id = id;
        this.wish = wish;
        this.errors = errors;
        this.ttlMillis = wish.ttlMillis();
        this.window = new RequestWindow(id);
        this.listeners = new Listeners<>("a listener of the session " + Long.toHexString(id), errors);
    }

    /** Its id. */
    public long id() {
        return id;
    }

    /** The name it was opened under. */
    public String name() {
        return wish.name();
    }

    /** How long it outlives the end of its connection, if this side ends it; 0 for its time to live. */
    public long graceMillis() {
        return wish.graceMillis();
    }

    /** What was wanted. */
    Wish wish() {
        return wish;
    }

    /** The lease that keeps it alive; 0 before it is open. */
    public long lease() {
        Keeper kept = keeper;
        return kept == null ? 0 : kept.lease;
    }

    /** The granted time to live; before it is open, the one asked for. */
    public long ttlMillis() {
        return ttlMillis;
    }

    /** How sure this side is of it. */
    public Liveness liveness() {
        Keeper kept = keeper;
        return kept == null || ended.isDone() ? Liveness.EXPIRED : kept.liveness();
    }

    /** Nanoseconds for which it lives for certain; 0 once it is over. */
    public long remainingNanos() {
        Keeper kept = keeper;
        return kept == null ? 0 : kept.remainingNanos();
    }

    /** What was known of its end at the moment it came, before anybody was told; null before. Why may be found out later. */
    public @Nullable Ended knownEnd() {
        return over;
    }

    /** Adds a listener; the result takes it away. */
    public Runnable listen(Consumer<Liveness> listener, Executor executor) {
        return listeners.add(listener, executor);
    }

    /** How it ended, once that is known; completed on the callback executor. */
    public CompletableFuture<Ended> ended() {
        return ended;
    }

    /**
     * Closes it at the server, once: an attempt under way or gone well is everybody's, one that failed is made again.
     *
     * @param send sends the attempt
     */
    @SuppressWarnings("NullAway") // Void has no other value.
    public synchronized CompletableFuture<Void> closing(Supplier<CompletableFuture<Void>> send) {
        CompletableFuture<Void> known = closing;
        if (known == null && closed()) {
            return CompletableFuture.completedFuture(null);
        }
        if (known == null || known.isCompletedExceptionally()) {
            known = send.get();
            closing = known;
        }
        return known;
    }

    /** Whether it ended because this client was closed or closed it before. */
    private boolean closed() {
        return ended.isDone() && ended.join().end() == SessionEnd.CLOSED;
    }

    SessionCommand.Open command() {
        return new SessionCommand.Open(id, ttlMillis, wish.name(), "", "", wish.graceMillis());
    }

    /** The attempt to open it goes out. */
    void openSent(long nowNanos) {
        if (lifetime == null) {
            sentNanos = nowNanos;
            lifetime = new Lifetime(loop, nowNanos, loop.wallMillis(), ttlMillis);
        }
    }

    void opened(Outcome.SessionOpened answer) {
        Lifetime begun = lifetime;
        if (phase != Phase.OPENING || begun == null) {
            return;
        }
        phase = Phase.LIVE;
        opening = null;
        ttlMillis = answer.ttlMillis();
        LeaseName lease = new LeaseName(answer.lease(), answer.epoch());
        Lifetime granted = begun.granted(ttlMillis);
        long from = sentNanos;
        if (wish.graceMillis() > 0) {
            // The grace begins with the end of a connection that brought renewals. None was sent yet.
            from = loop.nanoTime();
            granted = granted.shortened(from, loop.wallMillis(), wish.certainMillis(ttlMillis));
        }
        Keeper kept = new Keeper(lease, granted, wish.certainMillis(ttlMillis), from, this, errors);
        keeper = kept;
        if (wish.graceMillis() > 0) {
            // Ahead of whatever is done in the session: what it holds then never stands on a connection that may end
            // unheeded.
            kept.renewFirst(from);
        }
        sessions.heartbeats().add(kept);
    }

    /** The cluster will not have it. */
    void refused(Outcome.Rejection why) {
        if (phase == Phase.OPENING) {
            // An id that was used up, by an opening nobody heard of or by somebody else: another one will do.
            if (why.reason() != Reason.SESSION_NOT_FOUND && why.reason() != Reason.SESSION_FOREIGN) {
                refusal = why;
            }
            end(sessions.end(why));
        }
    }

    /** Why it could not be opened; null if that is not what happened. */
    Outcome.@Nullable Rejection refusal() {
        return refusal;
    }

    boolean isOpening() {
        return phase == Phase.OPENING;
    }

    /** Whether it is open. On the loop. */
    public boolean isLive() {
        return phase == Phase.LIVE;
    }

    /** Whether it is over. On the loop. */
    public boolean isOver() {
        return phase == Phase.OVER;
    }

    /** Whether the server may know of it: then it is worth closing. */
    boolean mayExist() {
        return phase == Phase.LIVE || (phase == Phase.OPENING && lifetime != null);
    }

    /** Gives it up if its time ran out before it was open; an open one is watched by the heartbeats. On the loop. */
    public void look() {
        Lifetime begun = lifetime;
        if (phase == Phase.OPENING && begun != null && begun.over()) {
            end(new Ended(SessionEnd.UNKNOWN, "it could not be opened within its time to live"));
        }
    }

    @Override
    public void changed(Liveness liveness) {
        listeners.tell(liveness);
    }

    @Override
    public void over(boolean gone) {
        if (phase == Phase.LIVE) {
            phase = Phase.OVER;
            over = gone
                    ? new Ended(SessionEnd.UNKNOWN, "the leader no longer knows the session")
                    : new Ended(SessionEnd.EXPIRED, "no heartbeat of the session was acknowledged in time");
            listeners.tell(Liveness.EXPIRED);
            // At once: finding out why may take long, for whoever is cut off most of all.
            sessions.lost(this);
            sessions.findOut(this, gone);
        }
    }

    /** It is over, and why is known. */
    void end(Ended why) {
        if (phase != Phase.OVER) {
            boolean heard = phase == Phase.LIVE;
            phase = Phase.OVER;
            over = why;
            opening = null;
            Keeper kept = keeper;
            if (kept != null) {
                kept.end();
                sessions.heartbeats().remove(kept);
            }
            if (heard) {
                listeners.tell(Liveness.EXPIRED);
                if (why.end() != SessionEnd.CLOSED) {
                    sessions.lost(this);
                }
            }
            tell(why);
        }
    }

    /** What was found out about its end. */
    void tell(Ended why) {
        sessions.forget(this, Objects.requireNonNull(why, "why"));
        sessions.onCallbacks(() -> ended.complete(why));
    }
}
