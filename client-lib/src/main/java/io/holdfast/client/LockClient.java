package io.holdfast.client;

import io.holdfast.model.lock.HoldRecord;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Lock;

/**
 * Exclusive locks, read-write locks and semaphores. They share one name space; a name is 1 to {@link
 * io.holdfast.model.Limits#MAX_LOCK_NAME_BYTES} bytes of UTF-8 without NUL. Safe for any thread. Methods whose names end in
 * {@code Async} do not block and complete on the client's callback executor; the others wait for them.
 *
 * <pre>{@code
 * LockClient locks = client.locks();
 * try (LockHandle h = locks.acquire("orders/42", Duration.ofSeconds(5))) {
 *     ship(order, h.token());
 * }
 * }</pre>
 *
 * <p>Holds and places in line live in a session: that of the client's writes, or one of your own ({@link
 * LockOptions#session}). The client keeps it alive by itself; there is no time to live to guess for a lock. When it ends, they
 * go in the same step.
 */
public interface LockClient {
    /** An exclusive lock. */
    NamedLock exclusive(String name);

    /** A read-write lock. */
    NamedReadWriteLock readWrite(String name);

    /**
     * A semaphore.
     *
     * @param permits how many it is made with, if there is none of that name
     * @throws IllegalArgumentException unless that is positive and at most {@link io.holdfast.model.Limits#MAX_PERMITS}
     */
    NamedSemaphore semaphore(String name, int permits);

    /** Acquires an exclusive lock, and waits as long as it takes. */
    default LockHandle acquire(String name) {
        return exclusive(name).acquire();
    }

    /** Acquires an exclusive lock, and waits at most so long. */
    default LockHandle acquire(String name, Duration patience) {
        return exclusive(name).acquire(patience);
    }

    /** Acquires an exclusive lock, and waits as the options say. */
    default LockHandle acquire(String name, LockOptions options) {
        return exclusive(name).acquire(options);
    }

    /** Acquires an exclusive lock; waits in line as long as it takes. */
    default CompletableFuture<LockHandle> acquireAsync(String name) {
        return exclusive(name).acquireAsync();
    }

    /** Acquires an exclusive lock; waits in line at most so long. */
    default CompletableFuture<LockHandle> acquireAsync(String name, Duration patience) {
        return exclusive(name).acquireAsync(patience);
    }

    /** Acquires an exclusive lock; waits in line as the options say. */
    default CompletableFuture<LockHandle> acquireAsync(String name, LockOptions options) {
        return exclusive(name).acquireAsync(options);
    }

    /** Acquires an exclusive lock if it is free and nobody waits for it; empty if not. */
    default Optional<LockHandle> tryAcquire(String name) {
        return exclusive(name).tryAcquire();
    }

    /** {@link #tryAcquire}, without blocking. */
    default CompletableFuture<Optional<LockHandle>> tryAcquireAsync(String name) {
        return exclusive(name).tryAcquireAsync();
    }

    /** An exclusive lock as a {@link Lock} held by threads: see {@link NamedLock#asLock(LockOptions)}. */
    default Lock asLock(String name) {
        return exclusive(name).asLock();
    }

    /**
     * One lock with its holders and the head of its queue; empty if nothing stands under the name.
     *
     * @param limit at most so many holders, and so many waiters; 0 for the server's own bound
     */
    CompletableFuture<Optional<LockDetails>> showAsync(String name, int limit);

    /** {@link #showAsync} of as much as fits, and waits for it. */
    default Optional<LockDetails> show(String name) {
        return Waiting.await(showAsync(name, 0), false);
    }

    /**
     * Lists locks in order of their names.
     *
     * @param prefix only names that begin so; empty for all
     * @param after only names above it; empty for the first page
     * @param limit at most so many; 0 for the server's own bound
     */
    CompletableFuture<LockPage> listAsync(String prefix, String after, int limit);

    /** {@link #listAsync}, and waits for it. */
    default LockPage list(String prefix, String after, int limit) {
        return Waiting.await(listAsync(prefix, after, limit), false);
    }

    /** The first page of {@link #list(String, String, int)}, as much as fits. */
    default LockPage list(String prefix) {
        return list(prefix, "", 0);
    }

    /**
     * Whether a hold is still there: for a resource that was shown its fencing token. Linearizable. Empty if it ended.
     *
     * @param token of the grant
     */
    CompletableFuture<Optional<HoldRecord>> verifyAsync(String name, long token);

    /** {@link #verifyAsync}, and waits for it. */
    default Optional<HoldRecord> verify(String name, long token) {
        return Waiting.await(verifyAsync(name, token), false);
    }

    /**
     * Takes a lock away from its holder; only operators may. Its handle says LOST (REVOKED, by whom, {@code why}). Waiters
     * stay and are granted what is free; a lock-delay under way ends if it follows the end of that grant, or with token 0
     * in any case.
     *
     * @param token of which grant; 0 for all holders, but one call ends no more than the
     *     {@link io.holdfast.model.Limits#MAX_REVOKED} oldest holds: if it ended so many, there may be more
     * @return how many holds were ended
     */
    CompletableFuture<Integer> revokeAsync(String name, long token, String why);

    /** {@link #revokeAsync}, and waits for it. */
    default int revoke(String name, long token, String why) {
        return Waiting.await(revokeAsync(name, token, why), true);
    }

    /**
     * Fixes how many permits a semaphore has; only operators may. Makes it if there is none. With fewer than are held nothing
     * is taken away: nothing is granted until enough came back.
     *
     * @param permits how many; 0 to leave that to its users again
     * @return how many there are now
     */
    CompletableFuture<Integer> setPermitsAsync(String name, int permits);

    /** {@link #setPermitsAsync}, and waits for it. */
    default int setPermits(String name, int permits) {
        return Waiting.await(setPermitsAsync(name, permits), true);
    }

    /** This client with another deadline for each call; how long an acquisition waits in line is another matter. */
    LockClient withTimeout(Duration timeout);
}
