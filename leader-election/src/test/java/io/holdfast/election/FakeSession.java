package io.holdfast.election;

import io.holdfast.client.Registration;
import io.holdfast.client.Session;
import io.holdfast.client.SessionEnding;
import io.holdfast.client.SessionState;
import io.holdfast.model.lock.LockEnd;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A session of a {@link FakeCluster}. */
final class FakeSession implements Session {
    private final FakeCluster cluster;
    private final long id;
    private final Duration ttl;
    private volatile SessionState state = SessionState.CONNECTED;

    FakeSession(FakeCluster cluster, long id, Duration ttl) {
        this.cluster = cluster;
        this.id = id;
        this.ttl = ttl;
    }

    /** No heartbeat came in time. */
    void expire() {
        end(LockEnd.SESSION_EXPIRED);
    }

    private void end(LockEnd end) {
        state = SessionState.EXPIRED;
        cluster.sessionEnded(id, end);
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public long lease() {
        return id + 1_000;
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public Duration ttl() {
        return ttl;
    }

    @Override
    public Duration grace() {
        return Duration.ZERO;
    }

    @Override
    public SessionState state() {
        return state;
    }

    @Override
    public Duration remaining() {
        return state == SessionState.EXPIRED ? Duration.ZERO : ttl;
    }

    @Override
    public Registration onStateChange(Consumer<SessionState> listener) {
        throw new UnsupportedOperationException("onStateChange");
    }

    @Override
    public Registration onStateChange(Consumer<SessionState> listener, Executor executor) {
        throw new UnsupportedOperationException("onStateChange");
    }

    @Override
    public CompletableFuture<SessionEnding> whenEnded() {
        throw new UnsupportedOperationException("whenEnded");
    }

    @Override
    public CompletableFuture<Void> closeAsync() {
        if (cluster.mute()) {
            return new CompletableFuture<>();
        }
        end(LockEnd.SESSION_CLOSED);
        return Answers.nothing();
    }

    @Override
    public void close() {
        closeAsync();
    }
}
