package io.holdfast.client;

import io.holdfast.client.internal.election.Observations;
import io.holdfast.client.internal.lock.LockRequest;
import io.holdfast.client.internal.lock.Locks;
import io.holdfast.model.Limits;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.lock.HoldRecord;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockKind;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.lock.LockRecord;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.LockQuery;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Elections over {@link Calls}, {@link Locks} and {@link Observations}.
 *
 * @param calls carries what is neither a campaign nor an observation
 * @param locks carries campaigns
 * @param observations carries observations
 */
record DefaultElectionClient(Calls calls, Locks locks, Observations observations) implements ElectionClient {
    @Override
    public CompletableFuture<LeaderHandle> campaignAsync(String name, CampaignOptions options) {
        LockClaim claim = new LockClaim(
                LockMode.LEADER, 1, 0, 0, 0, "", options.candidate(), options.priority(), options.value());
        LockRequest request = new LockRequest(
                name,
                claim,
                true,
                options.patience().map(DefaultNamedLock::nanos).orElse(LockRequest.FOREVER),
                calls.timeoutNanos(),
                options.session().map(DefaultNamedLock::life).orElse(null));
        Executor callbacks = calls.engine().sessions().callbackExecutor();
        return DefaultLockClient.checked(name, () -> PendingLock.leading(locks, request, callbacks));
    }

    @Override
    public CompletableFuture<Optional<ElectedLeader>> leaderAsync(String name) {
        return DefaultLockClient.checked(
                name,
                () -> calls.read(new LockQuery.Changes(name, -1, 0), Consistency.linearizable(), (outcome, served) -> {
                    if (outcome instanceof LockOutcome.Changes now) {
                        return ElectionUpdates.leader(name, now.leader());
                    }
                    throw Replies.refused(outcome);
                }));
    }

    @Override
    public CompletableFuture<Optional<ElectionDetails>> showAsync(String name, int limit) {
        return DefaultLockClient.checked(
                name,
                () -> calls.read(
                        new LockQuery.One(name, limit),
                        Consistency.linearizable(),
                        (outcome, served) -> shown(outcome)));
    }

    private static Optional<ElectionDetails> shown(Outcome outcome) {
        if (outcome instanceof LockOutcome.Shown shown) {
            LockRecord lock = shown.lock();
            if (lock.kind() != LockKind.ELECTION) {
                throw new RejectedException(
                        Reason.WRONG_KIND, 0, shown.revision(), "the lock " + lock.name() + " is no election");
            }
            HoldRecord leader =
                    shown.holders().isEmpty() ? null : shown.holders().get(0);
            return Optional.of(new ElectionDetails(
                    shown.revision(),
                    lock.name(),
                    ElectionUpdates.leader(lock.name(), leader),
                    shown.waiters(),
                    lock.waiters()));
        }
        if (outcome instanceof Outcome.Rejection rejection && rejection.reason() == Reason.LOCK_NOT_FOUND) {
            return Optional.empty();
        }
        throw Replies.refused(outcome);
    }

    @Override
    public ElectionObservation observe(String name, Consumer<ElectionUpdate> listener) {
        return observe(name, listener, calls.engine().callbacks());
    }

    @Override
    public ElectionObservation observe(String name, Consumer<ElectionUpdate> listener, Executor executor) {
        LockNames.check(name);
        Objects.requireNonNull(listener, "listener");
        Objects.requireNonNull(executor, "executor");
        Runnable end = observations.observe(name, new ElectionUpdates(name, listener), executor);
        if (end == null) {
            throw RequestCheck.refused(
                    Reason.TOO_MANY_WATCHES,
                    Limits.MAX_TOPICS,
                    "this client observes " + Limits.MAX_TOPICS + " elections, as many as may be: close some");
        }
        return new ElectionObservation() {
            @Override
            public String election() {
                return name;
            }

            @Override
            public void close() {
                end.run();
            }
        };
    }

    @Override
    public CompletableFuture<Boolean> revokeAsync(String name, long token, String successor, String why) {
        Objects.requireNonNull(why, "why");
        try {
            ElectionNames.checkCandidate(successor);
        } catch (RejectedException e) {
            return CompletableFuture.failedFuture(e);
        }
        // Of one grant: if it has to be sent twice, it must not hit whoever leads next.
        return leaderAsync(name)
                .thenCompose(leader -> leader.isEmpty()
                                || (token != 0 && leader.get().token() != token)
                        ? CompletableFuture.completedFuture(false)
                        : revoke(new LockCommand.Revoke(name, leader.get().token(), "", why, successor)));
    }

    private CompletableFuture<Boolean> revoke(LockCommand.Revoke command) {
        return calls.idempotent(command, outcome -> {
            if (outcome instanceof LockOutcome.Freed freed) {
                return freed.holds() > 0;
            }
            if (outcome instanceof Outcome.Rejection rejection && rejection.reason() == Reason.LOCK_NOT_HELD) {
                return false;
            }
            throw Replies.refused(outcome);
        });
    }

    @Override
    public CompletableFuture<LockPage> listAsync(String prefix, String after, int limit) {
        return calls.read(new LockQuery.All(prefix, after, limit), Consistency.linearizable(), (outcome, served) -> {
                    if (outcome instanceof LockOutcome.Listed listed) {
                        return listed;
                    }
                    throw Replies.refused(outcome);
                })
                .thenCompose(page -> elections(prefix, page, limit));
    }

    /** A page without any election on it says nothing of where to go on: whoever asks is given the next one that has some. */
    private CompletableFuture<LockPage> elections(String prefix, LockOutcome.Listed page, int limit) {
        List<LockRecord> elections = page.locks().stream()
                .filter(lock -> lock.kind() == LockKind.ELECTION)
                .toList();
        if (elections.isEmpty() && page.more() && !page.locks().isEmpty()) {
            return listAsync(prefix, page.locks().get(page.locks().size() - 1).name(), limit);
        }
        return CompletableFuture.completedFuture(new LockPage(page.revision(), elections, page.more()));
    }

    @Override
    public ElectionClient withTimeout(Duration timeout) {
        return new DefaultElectionClient(calls.withTimeout(timeout), locks, observations);
    }
}
