package io.holdfast.client;

import io.holdfast.client.internal.Liveness;
import io.holdfast.client.internal.SessionLife;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A handle of a session of this client.
 *
 * @param calls carries its closing
 * @param life the session
 */
record DefaultSession(Calls calls, SessionLife life) implements Session {
    @Override
    public long id() {
        return life.id();
    }

    @Override
    public long lease() {
        return life.lease();
    }

    @Override
    public String name() {
        return life.name();
    }

    @Override
    public Duration ttl() {
        return Duration.ofMillis(life.ttlMillis());
    }

    @Override
    public Duration grace() {
        return Duration.ofMillis(life.graceMillis());
    }

    @Override
    public SessionState state() {
        return state(life.liveness());
    }

    static SessionState state(Liveness liveness) {
        return switch (liveness) {
            case CONNECTED -> SessionState.CONNECTED;
            case SUSPENDED -> SessionState.SUSPENDED;
            case RECONNECTED -> SessionState.RECONNECTED;
            case EXPIRED -> SessionState.EXPIRED;
        };
    }

    @Override
    public Duration remaining() {
        return Duration.ofNanos(life.remainingNanos());
    }

    @Override
    public Registration onStateChange(Consumer<SessionState> listener) {
        return onStateChange(listener, calls.engine().sessions().callbackExecutor());
    }

    @Override
    public Registration onStateChange(Consumer<SessionState> listener, Executor executor) {
        Objects.requireNonNull(listener, "listener");
        Objects.requireNonNull(executor, "executor");
        return life.listen(liveness -> listener.accept(state(liveness)), executor)::run;
    }

    @Override
    public CompletableFuture<SessionEnding> whenEnded() {
        return life.ended().thenApply(ended -> new SessionEnding(ended.end(), ended.message()));
    }

    @Override
    public CompletableFuture<Void> closeAsync() {
        return life.closing(() -> {
            calls.engine().sessions().close(life);
            return calls.idempotent(new SessionCommand.Close(life.id()), DefaultSession::closed);
        });
    }

    @SuppressWarnings("NullAway") // Void has no other value.
    private static Void closed(Outcome outcome) {
        boolean gone = outcome instanceof Outcome.Rejection rejection && rejection.reason() == Reason.SESSION_NOT_FOUND;
        if (!gone && !(outcome instanceof Outcome.SessionEnded)) {
            throw Replies.refused(outcome);
        }
        return null;
    }

    @Override
    public void close() {
        Waiting.await(closeAsync(), true);
    }
}
