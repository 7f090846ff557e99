package io.holdfast.client;

import io.holdfast.client.internal.CallFailure;
import io.holdfast.client.internal.Keeping;
import io.holdfast.client.internal.KeptLease;
import io.holdfast.client.internal.Payload;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.LeasesQuery;
import io.holdfast.wire.Result;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Leases over {@link Calls}.
 *
 * @param calls carries the calls
 */
record DefaultLeaseClient(Calls calls) implements LeaseClient {
    @Override
    public CompletableFuture<LeaseGrant> grant(long lease, Duration ttl) {
        if (lease < 0) {
            throw new IllegalArgumentException("a lease is a positive number, or 0 to have one picked: " + lease);
        }
        if (ttl.isNegative() || ttl.isZero()) {
            throw new IllegalArgumentException("a time to live must be positive: " + ttl);
        }
        return calls.write(new LeaseCommand.Grant(lease, millis(ttl)), DefaultLeaseClient::granted);
    }

    /** Rounded up: what is granted is never shorter than what was asked for. */
    private static long millis(Duration ttl) {
        Duration longest = Duration.ofMillis(Long.MAX_VALUE);
        return ttl.compareTo(longest) >= 0
                ? Long.MAX_VALUE
                : ttl.plusNanos(999_999).toMillis();
    }

    private static LeaseGrant granted(Outcome outcome) {
        if (outcome instanceof Outcome.LeaseGranted granted) {
            return new LeaseGrant(granted.revision(), granted.lease(), Duration.ofMillis(granted.ttlMillis()));
        }
        throw Replies.refused(outcome);
    }

    @Override
    public CompletableFuture<LeaseRevoked> revoke(long lease) {
        return calls.write(new LeaseCommand.Revoke(lease), outcome -> {
            if (outcome instanceof Outcome.LeaseEnded ended) {
                return new LeaseRevoked(ended.revision(), ended.lease(), ended.deleted());
            }
            throw Replies.refused(outcome);
        });
    }

    @Override
    public CompletableFuture<Duration> keepAliveOnce(long lease) {
        return calls.ask(new Payload.Renew(List.of(LeaseName.any(lease))), result -> {
            if (!(result instanceof Result.Renewed renewed)
                    || renewed.renewals().size() != 1) {
                throw Failures.mismatch(result.getClass().getSimpleName());
            }
            Renewal renewal = renewed.renewals().get(0);
            if (!renewal.renewed()) {
                throw missing(lease);
            }
            return Duration.ofMillis(renewal.ttlMillis());
        });
    }

    private static RejectedException missing(long lease) {
        return new RejectedException(Reason.LEASE_NOT_FOUND, 0, 0, "there is no lease " + lease);
    }

    @Override
    public CompletableFuture<KeepAlive> keepAlive(long lease) {
        CompletableFuture<KeepAlive> future = new CompletableFuture<>();
        calls.engine().sessions().keep(lease, calls.deadline(), new Keeping() {
            @Override
            public void kept(KeptLease kept) {
                if (!future.complete(new Kept(kept, calls.engine().sessions().callbackExecutor()))) {
                    // Its caller gave up waiting: nobody could ever end it.
                    kept.end();
                }
            }

            @Override
            public void missing() {
                future.completeExceptionally(DefaultLeaseClient.missing(lease));
            }

            @Override
            public void failed(CallFailure why) {
                future.completeExceptionally(Failures.exception(why));
            }
        });
        return future;
    }

    @Override
    public Registration onRenewal(RenewalListener listener, Executor executor) {
        Objects.requireNonNull(listener, "listener");
        Objects.requireNonNull(executor, "executor");
        return calls.engine()
                .sessions()
                .onBeat(beat -> listener.renewed(beat.leases(), Duration.ofNanos(beat.nanos())), executor)::run;
    }

    @Override
    public CompletableFuture<LeaseLife> timeToLive(long lease, boolean keys) {
        return calls.ask(new Payload.TimeToLive(lease, keys), result -> {
            if (result instanceof Result.Lives lives) {
                return lives.life();
            }
            throw Failures.mismatch(result.getClass().getSimpleName());
        });
    }

    @Override
    public CompletableFuture<LeasePage> list(long after, int limit) {
        return calls.read(new LeasesQuery(after, limit), Consistency.linearizable(), (outcome, served) -> {
            if (outcome instanceof Outcome.Leases found) {
                return new LeasePage(found.revision(), found.leases(), found.more());
            }
            throw Replies.refused(outcome);
        });
    }

    @Override
    public LeaseClient withTimeout(Duration timeout) {
        return new DefaultLeaseClient(calls.withTimeout(timeout));
    }

    @Override
    public BlockingLeaseClient blocking() {
        return new Blocking(this);
    }

    /** A lease that is kept. */
    private record Kept(KeptLease kept, Executor callbacks) implements KeepAlive {
        @Override
        public long lease() {
            return kept.lease();
        }

        @Override
        public Duration ttl() {
            return Duration.ofMillis(kept.ttlMillis());
        }

        @Override
        public SessionState state() {
            return DefaultSession.state(kept.liveness());
        }

        @Override
        public Duration remaining() {
            return Duration.ofNanos(kept.remainingNanos());
        }

        @Override
        public Registration onStateChange(Consumer<SessionState> listener) {
            return onStateChange(listener, callbacks);
        }

        @Override
        public Registration onStateChange(Consumer<SessionState> listener, Executor executor) {
            Objects.requireNonNull(listener, "listener");
            Objects.requireNonNull(executor, "executor");
            return kept.listen(liveness -> listener.accept(DefaultSession.state(liveness)), executor)::run;
        }

        @Override
        public CompletableFuture<Void> whenLost() {
            return kept.lost().copy();
        }

        @Override
        public void close() {
            kept.end();
        }
    }

    /** Waits for what the asynchronous client promises. */
    private record Blocking(LeaseClient client) implements BlockingLeaseClient {
        @Override
        public LeaseGrant grant(long lease, Duration ttl) {
            return Waiting.await(client.grant(lease, ttl), true);
        }

        @Override
        public LeaseRevoked revoke(long lease) {
            return Waiting.await(client.revoke(lease), true);
        }

        @Override
        public Duration keepAliveOnce(long lease) {
            return Waiting.await(client.keepAliveOnce(lease), false);
        }

        @Override
        public KeepAlive keepAlive(long lease) {
            CompletableFuture<KeepAlive> keeping = client.keepAlive(lease);
            try {
                return Waiting.await(keeping, false);
            } catch (CallInterruptedException e) {
                if (!keeping.cancel(false)) {
                    // It came in the same moment.
                    keeping.join().close();
                }
                throw e;
            }
        }

        @Override
        public LeaseLife timeToLive(long lease, boolean keys) {
            return Waiting.await(client.timeToLive(lease, keys), false);
        }

        @Override
        public LeasePage list(long after, int limit) {
            return Waiting.await(client.list(after, limit), false);
        }

        @Override
        public BlockingLeaseClient withTimeout(Duration timeout) {
            return new Blocking(client.withTimeout(timeout));
        }
    }
}
