package io.holdfast.client;

import io.holdfast.client.internal.lock.Locks;
import io.holdfast.model.Limits;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.lock.HoldRecord;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.LockQuery;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Locks over {@link Calls} and {@link Locks}.
 *
 * @param calls carries what is no acquisition
 * @param locks carries acquisitions
 */
record DefaultLockClient(Calls calls, Locks locks) implements LockClient {
    @Override
    public NamedLock exclusive(String name) {
        return new DefaultNamedLock(this, name, LockMode.EXCLUSIVE, 1, 0);
    }

    @Override
    public NamedReadWriteLock readWrite(String name) {
        return new ReadWrite(
                name,
                new DefaultNamedLock(this, name, LockMode.READ, 1, 0),
                new DefaultNamedLock(this, name, LockMode.WRITE, 1, 0));
    }

    @Override
    public NamedSemaphore semaphore(String name, int permits) {
        return new Semaphore(this, name, positive(permits));
    }

    private static int positive(int permits) {
        if (permits < 1 || permits > Limits.MAX_PERMITS) {
            throw new IllegalArgumentException("permits lie between 1 and " + Limits.MAX_PERMITS + ", not " + permits);
        }
        return permits;
    }

    /**
     * A read-write lock.
     *
     * @param name its name
     * @param read its reading side
     * @param write its writing side
     */
    private record ReadWrite(String name, NamedLock read, NamedLock write) implements NamedReadWriteLock {
        ReadWrite {
            Objects.requireNonNull(name, "name");
        }
    }

    /**
     * A semaphore.
     *
     * @param client whose
     * @param name its name
     * @param limit its permits, if it does not exist yet
     */
    private record Semaphore(DefaultLockClient client, String name, int limit) implements NamedSemaphore {
        Semaphore {
            Objects.requireNonNull(name, "name");
        }

        @Override
        public NamedLock permits(int permits) {
            return new DefaultNamedLock(client, name, LockMode.PERMITS, positive(permits), limit);
        }
    }

    @Override
    public CompletableFuture<Optional<LockDetails>> showAsync(String name, int limit) {
        return read(name, new LockQuery.One(name, limit), outcome -> {
            if (outcome instanceof LockOutcome.Shown shown) {
                return Optional.of(new LockDetails(shown.revision(), shown.lock(), shown.holders(), shown.waiters()));
            }
            return none(outcome, Reason.LOCK_NOT_FOUND);
        });
    }

    @Override
    public CompletableFuture<LockPage> listAsync(String prefix, String after, int limit) {
        return calls.read(new LockQuery.All(prefix, after, limit), Consistency.linearizable(), (outcome, served) -> {
            if (outcome instanceof LockOutcome.Listed listed) {
                return new LockPage(listed.revision(), listed.locks(), listed.more());
            }
            throw Replies.refused(outcome);
        });
    }

    @Override
    public CompletableFuture<Optional<HoldRecord>> verifyAsync(String name, long token) {
        return read(name, new LockQuery.Token(name, token), outcome -> {
            if (outcome instanceof LockOutcome.Held held) {
                return Optional.of(held.hold());
            }
            return none(outcome, Reason.FENCED);
        });
    }

    private <T> CompletableFuture<Optional<T>> read(
            String name, LockQuery query, Function<Outcome, Optional<T>> reply) {
        return checked(
                name, () -> calls.read(query, Consistency.linearizable(), (outcome, served) -> reply.apply(outcome)));
    }

    /** Nothing, if that is what a rejection says. */
    private static <T> Optional<T> none(Outcome outcome, Reason reason) {
        if (outcome instanceof Outcome.Rejection rejection && rejection.reason() == reason) {
            return Optional.empty();
        }
        throw Replies.refused(outcome);
    }

    @Override
    public CompletableFuture<Integer> revokeAsync(String name, long token, String why) {
        Objects.requireNonNull(why, "why");
        return checked(
                name,
                () -> calls.idempotent(new LockCommand.Revoke(name, token, "", why), outcome -> {
                    if (outcome instanceof LockOutcome.Freed freed) {
                        return freed.holds();
                    }
                    throw Replies.refused(outcome);
                }));
    }

    @Override
    public CompletableFuture<Integer> setPermitsAsync(String name, int permits) {
        if (permits != 0) {
            positive(permits);
        }
        return checked(
                name,
                () -> calls.idempotent(new LockCommand.SetPermits(name, permits), outcome -> {
                    if (outcome instanceof LockOutcome.PermitsSet set) {
                        return set.permits();
                    }
                    throw Replies.refused(outcome);
                }));
    }

    /** The call, unless the name is none. */
    static <T> CompletableFuture<T> checked(String name, Supplier<CompletableFuture<T>> call) {
        try {
            LockNames.check(name);
        } catch (RejectedException e) {
            return CompletableFuture.failedFuture(e);
        }
        return call.get();
    }

    @Override
    public LockClient withTimeout(Duration timeout) {
        return new DefaultLockClient(calls.withTimeout(timeout), locks);
    }
}
