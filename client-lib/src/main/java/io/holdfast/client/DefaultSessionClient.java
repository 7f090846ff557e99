package io.holdfast.client;

import io.holdfast.client.internal.CallFailure;
import io.holdfast.client.internal.Opening;
import io.holdfast.client.internal.SessionLife;
import io.holdfast.client.internal.Wish;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.SessionQuery;
import io.holdfast.model.query.SessionsQuery;
import io.holdfast.model.session.SessionEnd;
import io.holdfast.model.session.SessionRecord;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions over {@link Calls}.
 *
 * @param calls carries the calls
 * @param name what sessions are called that name nothing themselves
 */
record DefaultSessionClient(Calls calls, String name) implements SessionClient {
    private static final Logger LOG = LoggerFactory.getLogger(DefaultSessionClient.class);

    @Override
    public CompletableFuture<Session> current() {
        Promised promised = new Promised(calls, false);
        calls.engine().sessions().current(calls.deadline(), promised);
        return promised.future;
    }

    @Override
    public CompletableFuture<Session> open(SessionOptions options) {
        Promised promised = new Promised(calls, true);
        String listed = options.name().isEmpty() ? name : options.name();
        Wish wish = new Wish(listed, options.ttl().toMillis(), options.grace().toMillis());
        calls.engine().sessions().open(wish, calls.deadline(), promised);
        return promised.future;
    }

    /** Nobody holds a session: it ends now, or with its time to live if it cannot be closed. */
    private static void closeUnwanted(Session session) {
        session.closeAsync()
                .whenComplete((closed, failure) -> LOG.debug("closed a session nobody waited for", failure));
    }

    /** A session to come. */
    private static final class Promised implements Opening {
        private final CompletableFuture<Session> future = new CompletableFuture<>();
        private final Calls calls;

        /** Whether nobody else holds the session: if its caller no longer waits for it, it is closed. */
        private final boolean own;

        Promised(Calls calls, boolean own) {
            this.calls = calls;
            this.own = own;
        }

        @Override
        public void opened(SessionLife life) {
            Session session = new DefaultSession(calls, life);
            if (!future.complete(session) && own) {
                closeUnwanted(session);
            }
        }

        @Override
        public void refused(Outcome.Rejection why) {
            future.completeExceptionally(Replies.refused(why));
        }

        @Override
        public void failed(CallFailure why) {
            future.completeExceptionally(Failures.exception(why));
        }
    }

    @Override
    public CompletableFuture<SessionPage> list(long after, int limit) {
        return calls.read(new SessionsQuery(after, limit), Consistency.linearizable(), (outcome, served) -> {
            if (outcome instanceof Outcome.Sessions found) {
                return new SessionPage(found.revision(), found.sessions(), found.more());
            }
            throw Replies.refused(outcome);
        });
    }

    @Override
    public CompletableFuture<Optional<SessionRecord>> get(long session) {
        return calls.read(new SessionQuery(session), Consistency.linearizable(), (outcome, served) -> {
            if (outcome instanceof Outcome.Sessions found) {
                return found.sessions().stream().findFirst();
            }
            if (missing(outcome)) {
                return Optional.empty();
            }
            throw Replies.refused(outcome);
        });
    }

    private static boolean missing(Outcome outcome) {
        return outcome instanceof Outcome.Rejection rejection && rejection.reason() == Reason.SESSION_NOT_FOUND;
    }

    @Override
    public CompletableFuture<Boolean> kill(long session, String why) {
        Objects.requireNonNull(why, "why");
        return calls.idempotent(new SessionCommand.Kill(session, "", why), outcome -> {
            if (outcome instanceof Outcome.SessionEnded) {
                return true;
            }
            if (missing(outcome)) {
                // Sent twice, the second finds what the first has done.
                return outcome instanceof Outcome.Rejection gone && SessionEnd.of(gone.bound()) == SessionEnd.KILLED;
            }
            throw Replies.refused(outcome);
        });
    }

    @Override
    public Registration onLoss(Consumer<Session> listener, Executor executor) {
        Objects.requireNonNull(listener, "listener");
        Objects.requireNonNull(executor, "executor");
        return calls.engine().sessions().onLoss(life -> listener.accept(new DefaultSession(calls, life)), executor)
                ::run;
    }

    @Override
    public SessionClient withTimeout(Duration timeout) {
        return new DefaultSessionClient(calls.withTimeout(timeout), name);
    }

    @Override
    public BlockingSessionClient blocking() {
        return new Blocking(this);
    }

    /** Waits for what the asynchronous client promises. */
    private record Blocking(SessionClient client) implements BlockingSessionClient {
        @Override
        public Session current() {
            return Waiting.await(client.current(), true);
        }

        @Override
        public Session open(SessionOptions options) {
            CompletableFuture<Session> opening = client.open(options);
            try {
                return Waiting.await(opening, true);
            } catch (CallInterruptedException e) {
                if (!opening.cancel(false)) {
                    // It came in the same moment.
                    closeUnwanted(opening.join());
                }
                throw e;
            }
        }

        @Override
        public SessionPage list(long after, int limit) {
            return Waiting.await(client.list(after, limit), false);
        }

        @Override
        public Optional<SessionRecord> get(long session) {
            return Waiting.await(client.get(session), false);
        }

        @Override
        public boolean kill(long session, String why) {
            return Waiting.await(client.kill(session, why), true);
        }

        @Override
        public BlockingSessionClient withTimeout(Duration timeout) {
            return new Blocking(client.withTimeout(timeout));
        }
    }
}
