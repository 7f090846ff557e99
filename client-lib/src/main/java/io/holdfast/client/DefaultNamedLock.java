package io.holdfast.client;

import io.holdfast.client.internal.SessionLife;
import io.holdfast.client.internal.lock.LockRequest;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockMode;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Lock;

/**
 * One way to hold one name.
 *
 * @param client whose
 * @param name the name
 * @param mode how
 * @param permits how many permits; 1 but for a semaphore
 * @param limit with how many permits a semaphore is made; 0 for other kinds
 */
record DefaultNamedLock(DefaultLockClient client, String name, LockMode mode, int permits, int limit)
        implements NamedLock {
    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE / 4);

    DefaultNamedLock {
        Objects.requireNonNull(name, "name");
    }

    @Override
    public CompletableFuture<LockHandle> acquireAsync(LockOptions options) {
        LockRequest request;
        try {
            request = request(options, true);
        } catch (RejectedException e) {
            return CompletableFuture.failedFuture(e);
        }
        return PendingLock.waiting(client.locks(), request, callbacks());
    }

    @Override
    public CompletableFuture<Optional<LockHandle>> tryAcquireAsync(LockOptions options) {
        LockRequest request;
        try {
            request = request(options, false);
        } catch (RejectedException e) {
            return CompletableFuture.failedFuture(e);
        }
        return PendingLock.trying(client.locks(), request, callbacks());
    }

    private Executor callbacks() {
        return client.calls().engine().sessions().callbackExecutor();
    }

    private LockRequest request(LockOptions options, boolean queue) {
        LockNames.check(name);
        LockClaim claim = new LockClaim(
                mode,
                permits,
                limit,
                options.maxHold().toMillis(),
                options.delay().toMillis(),
                options.owner(),
                options.label());
        long patience = queue
                ? options.patience().map(DefaultNamedLock::nanos).orElse(LockRequest.FOREVER)
                : LockRequest.FOREVER;
        return new LockRequest(
                name,
                claim,
                queue,
                patience,
                client.calls().timeoutNanos(),
                options.session().map(DefaultNamedLock::life).orElse(null));
    }

    static long nanos(Duration patience) {
        return patience.compareTo(FOREVER) < 0 ? patience.toNanos() : FOREVER.toNanos();
    }

    static SessionLife life(Session session) {
        if (session instanceof DefaultSession own) {
            return own.life();
        }
        throw new IllegalArgumentException("not a session of this client: " + session);
    }

    @Override
    public Lock asLock(LockOptions options) {
        return new ThreadLock(this, options);
    }
}
