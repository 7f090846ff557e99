package io.holdfast.client.internal.lock;

import io.holdfast.client.internal.CallFailure;
import io.holdfast.client.internal.Lifetime;
import io.holdfast.client.internal.Listeners;
import io.holdfast.client.internal.SessionLife;
import io.holdfast.model.Bytes;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockEnd;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A lock that this client holds, as whoever has it sees it: held, given back, or lost. The first end it comes to is its end
 * for good, but for one: whoever hands it on to a candidate that is not there holds it again. Safe for any thread.
 *
 * <p>Nobody has to tell it that its time is over: each look computes what is left of the session and of the maximum hold,
 * both of which never come back once they are found to be over.
 */
public final class Hold {
    /** Stands where a {@link Loss} would, for one that was given back. */
    private static final Object RELEASED = new Object();

    /**
     * The same while it is given back in favour of a candidate: the cluster may have handed it on already, so it is not held
     * for certain. If there is no such candidate it is held again, or rather, was all along.
     */
    private static final Object HANDED_ON = new Object();

    /** A wall clock that jumped is noticed this soon at the latest. */
    private static final long MAX_SLEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Acquisition acquisition;
    private final SessionLife life;
    private final long token;
    private final @Nullable Lifetime longest;
    private final Listeners<Loss> listeners;
    private final Locks room;
    private final Tenure tenure;
    /** Null while it is held. */
    private final AtomicReference<@Nullable Object> end = new AtomicReference<>();

    /** A hold that was granted after a moment. */
    Hold(Acquisition acquisition, SessionLife life, long token, Sent before, Locks room) {
        this.acquisition = acquisition;
        this.life = life;
        this.token = token;
        long millis = acquisition.request().claim().maxHoldMillis();
        this.longest = millis == 0 ? null : new Lifetime(room.loop(), before.nanos(), before.wallMillis(), millis);
        this.listeners = room.listeners(acquisition.request().name());
        this.room = room;
        this.tenure = new Tenure(acquisition, this, room);
    }

    /** The lock. */
    public String name() {
        return acquisition.request().name();
    }

    /** What was asked for. */
    public LockClaim claim() {
        return acquisition.request().claim();
    }

    /** The fencing token. */
    public long token() {
        return token;
    }

    /** The session that holds. */
    public long session() {
        return life.id();
    }

    /** Nanoseconds for which it is held for certain; 0 from the moment on at which it is not. */
    public long remainingNanos() {
        if (end.get() != null) {
            return 0;
        }
        long left = life.remainingNanos();
        if (left <= 0) {
            lose(Loss.with(life));
            return 0;
        }
        if (longest == null) {
            return left;
        }
        long allowed = longest.remainingNanos();
        if (allowed <= 0) {
            lose(new Loss(
                    LockEnd.MAX_HOLD, "held for the " + claim().maxHoldMillis() + " ms that its acquisition allowed"));
            return 0;
        }
        return Math.min(left, allowed);
    }

    /** How it was lost; null unless it was. */
    public @Nullable Loss loss() {
        remainingNanos();
        return end.get() instanceof Loss loss ? loss : null;
    }

    /** Whether it was given back, or is being handed on. */
    public boolean released() {
        Object known = end.get();
        return known == RELEASED || known == HANDED_ON;
    }

    /** It is lost, unless it came to an end before. */
    void lose(Loss loss) {
        if (end(loss)) {
            listeners.tell(loss);
            acquisition.ended();
        }
    }

    /** Puts it to its end; false if it came to one before. */
    private boolean end(Object how) {
        for (Object known = end.get(); known == null || known == HANDED_ON; known = end.get()) {
            if (end.compareAndSet(known, how)) {
                return true;
            }
        }
        return false;
    }

    /** Sees in time that the maximum hold is over, so that somebody hears of it who does not look. On the loop. */
    void look(Agenda agenda) {
        if (longest != null) {
            long left = remainingNanos();
            if (left > 0) {
                agenda.after(Math.min(left, MAX_SLEEP_NANOS), () -> look(agenda));
            }
        }
    }

    /** Lets a listener hear once that it is lost, now or later; the result takes it away. */
    public Runnable onLost(Consumer<Loss> listener, Executor executor) {
        AtomicBoolean told = new AtomicBoolean();
        Runnable removal = listeners.add(
                loss -> {
                    if (told.compareAndSet(false, true)) {
                        listener.accept(loss);
                    }
                },
                executor);
        Loss known = loss();
        if (known != null) {
            // Those that heard of it hear nothing again.
            listeners.tell(known);
        }
        return removal;
    }

    /** Gives it back, without waiting. Does nothing if it came to an end before. */
    public void release() {
        if (end(RELEASED)) {
            acquisition.ended();
        }
    }

    /** Publishes a value, if it is that of an election. */
    public void publish(Bytes value, LeaderAnswer answer) {
        if (remainingNanos() == 0) {
            room.onCallbacks(() -> answer.lost(loss()));
        } else if (!room.onLoop(() -> tenure.publish(value, answer))) {
            answer.failed(CallFailure.closed(false));
        }
    }

    /**
     * Gives it back in favour of a candidate. From here on it is not held for certain; if the cluster refuses, it is again.
     * However it fails otherwise, it is given back.
     */
    public void handOn(String successor, LeaderAnswer answer) {
        if (remainingNanos() == 0 || !end.compareAndSet(null, HANDED_ON)) {
            room.onCallbacks(() -> answer.lost(loss()));
        } else if (!room.onLoop(() -> tenure.handOn(successor, answer))) {
            release();
            answer.failed(CallFailure.closed(false));
        }
    }

    /** The cluster handed it on. */
    void handedOn() {
        end.compareAndSet(HANDED_ON, RELEASED);
    }

    /** The cluster did not hand it on. */
    void keep(Agenda agenda) {
        if (end.compareAndSet(HANDED_ON, null)) {
            look(agenda);
        }
    }

    /**
     * Gives it back.
     *
     * @param freed told on the callback executor when the cluster does not hold it for this client any more, with null; or why
     *     that is not known in time
     */
    public void release(Consumer<@Nullable CallFailure> freed) {
        release();
        acquisition.whenFreed(freed);
    }
}
