package io.holdfast.client.internal;

import io.holdfast.model.lease.LeaseName;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A lease that is renewed for a caller until he ends that, or it is over. What is public is safe for any thread. */
public final class KeptLease implements Keeper.Owner {
    private final Sessions sessions;
    private final Keeper keeper;
    private final long ttlMillis;
    private final Listeners<Liveness> listeners;
    private final CompletableFuture<Void> lost = new CompletableFuture<>();
    private volatile boolean ended;

    KeptLease(Sessions sessions, LeaseName name, Lifetime lifetime, long ttlMillis, long sentNanos, ErrorSink errors) {
        this.sessions = sessions;
        this.ttlMillis = ttlMillis;
        this.listeners = new Listeners<>("a listener of the lease " + name.lease(), errors);
        this.keeper = new Keeper(name, lifetime, ttlMillis, sentNanos, this, errors);
    }

    Keeper keeper() {
        return keeper;
    }

    /** The lease. */
    public long lease() {
        return keeper.lease;
    }

    /** Its time to live. */
    public long ttlMillis() {
        return ttlMillis;
    }

    /** How sure this side is of it. */
    public Liveness liveness() {
        return keeper.liveness();
    }

    /** Nanoseconds for which it lives for certain; 0 once it is over. */
    public long remainingNanos() {
        return keeper.remainingNanos();
    }

    /** Adds a listener; the result takes it away. */
    public Runnable listen(Consumer<Liveness> listener, Executor executor) {
        return listeners.add(listener, executor);
    }

    /** Completes when it is over, on the callback executor. */
    public CompletableFuture<Void> lost() {
        return lost;
    }

    /** Renews it no more. */
    public void end() {
        ended = true;
        keeper.end();
        sessions.drop(keeper);
    }

    @Override
    public void changed(Liveness liveness) {
        listeners.tell(liveness);
    }

    @Override
    @SuppressWarnings("NullAway") // Void has no other value.
    public void over(boolean gone) {
        if (ended) {
            return;
        }
        listeners.tell(Liveness.EXPIRED);
        sessions.onCallbacks(() -> lost.complete(null));
    }
}
