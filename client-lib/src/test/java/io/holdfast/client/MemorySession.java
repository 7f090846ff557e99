package io.holdfast.client;

import io.holdfast.model.session.SessionEnd;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A session of a {@link MemoryCluster} that lives until a test ends it, on one side or on both. */
public final class MemorySession implements Session {
    private final MemoryCluster cluster;
    private final Executor callbacks;
    private final long id;
    private final List<Consumer<SessionState>> listeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<SessionEnding> ending = new CompletableFuture<>();
    private volatile SessionState state = SessionState.CONNECTED;

    MemorySession(MemoryCluster cluster, Executor callbacks) {
        this.cluster = cluster;
        this.callbacks = callbacks;
        this.id = cluster.id();
        cluster.grant(lease());
    }

    /** Its time is over by the client's clock; the cluster does not know yet. */
    public void expireHere() {
        state = SessionState.EXPIRED;
        ending.complete(new SessionEnding(SessionEnd.EXPIRED, "its time was over"));
        callbacks.execute(() -> listeners.forEach(listener -> listener.accept(SessionState.EXPIRED)));
    }

    /** The cluster ends it; the client does not know yet. */
    public void expireThere() {
        cluster.revoke(lease());
    }

    /** Both. */
    public void expire() {
        expireHere();
        expireThere();
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public long lease() {
        return id + 1_000_000;
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Duration grace() {
        return Duration.ZERO;
    }

    @Override
    public Duration ttl() {
        return Duration.ofSeconds(10);
    }

    @Override
    public SessionState state() {
        return state;
    }

    @Override
    public Duration remaining() {
        return state == SessionState.EXPIRED ? Duration.ZERO : ttl();
    }

    @Override
    public Registration onStateChange(Consumer<SessionState> listener) {
        return onStateChange(listener, callbacks);
    }

    @Override
    public Registration onStateChange(Consumer<SessionState> listener, Executor executor) {
        Consumer<SessionState> told = news -> executor.execute(() -> listener.accept(news));
        listeners.add(told);
        return () -> listeners.remove(told);
    }

    @Override
    public CompletableFuture<SessionEnding> whenEnded() {
        return ending;
    }

    @Override
    public CompletableFuture<Void> closeAsync() {
        expire();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        expire();
    }
}
