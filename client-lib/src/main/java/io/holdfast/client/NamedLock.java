package io.holdfast.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Lock;

/**
 * One way to hold one name: an exclusive lock, the reading or the writing side of a read-write lock, or a number of permits
 * of a semaphore. Holds nothing itself and need not be closed: each acquisition gives a {@link LockHandle} of its own, and
 * acquiring twice is two acquisitions, the second of which waits for the first. Safe for any thread.
 *
 * <p>Grants are first come, first served. Asking is one entry of the cluster's log; the answer is the grant, or a place in
 * line, and then the wait costs nothing until the grant is pushed.
 *
 * <p>Acquiring fails with
 * <ul>
 *   <li>{@link LockTimeoutException} when the patience ended: it names holder, since when, and the place in line;
 *   <li>{@link DeadlockException} if waiting would close a circle among acquisitions with an owner;
 *   <li>{@link RejectedException}: another kind of lock has the name (WRONG_KIND), the owner reads and wants to write
 *       (UPGRADE), too many wait (TOO_MANY_WAITERS), more permits than there are (INVALID_ARGUMENT), and so on;
 *   <li>{@link SessionExpiredException} if the session ended meanwhile: the place in line is gone;
 *   <li>what any call may fail with.
 * </ul>
 * Whatever it fails with, nothing is left held: what the cluster may have granted is given back as soon as it can be asked,
 * or goes with the session. The same holds for a future that is cancelled, and for a blocking call that is interrupted.
 */
public interface NamedLock {
    /** The name. */
    String name();

    /** Acquires; completes on the callback executor. Cancelling the future withdraws the acquisition. */
    CompletableFuture<LockHandle> acquireAsync(LockOptions options);

    /** {@link #acquireAsync(LockOptions)}, waiting in line as long as it takes. */
    default CompletableFuture<LockHandle> acquireAsync() {
        return acquireAsync(LockOptions.DEFAULT);
    }

    /** {@link #acquireAsync(LockOptions)}, waiting in line at most so long. */
    default CompletableFuture<LockHandle> acquireAsync(Duration patience) {
        return acquireAsync(LockOptions.DEFAULT.patience(patience));
    }

    /**
     * Acquires if that can be granted at once, without waiting in line; empty if not. The options' patience does not matter:
     * the call has the request timeout.
     */
    CompletableFuture<Optional<LockHandle>> tryAcquireAsync(LockOptions options);

    /** {@link #tryAcquireAsync(LockOptions)} with nothing special. */
    default CompletableFuture<Optional<LockHandle>> tryAcquireAsync() {
        return tryAcquireAsync(LockOptions.DEFAULT);
    }

    /** Acquires, and waits for it. An interrupt withdraws, throws {@link CallInterruptedException} and stays set. */
    default LockHandle acquire(LockOptions options) {
        return Waiting.acquired(acquireAsync(options));
    }

    /** {@link #acquire(LockOptions)}, waiting in line as long as it takes. */
    default LockHandle acquire() {
        return acquire(LockOptions.DEFAULT);
    }

    /** {@link #acquire(LockOptions)}, waiting in line at most so long. */
    default LockHandle acquire(Duration patience) {
        return acquire(LockOptions.DEFAULT.patience(patience));
    }

    /** {@link #tryAcquireAsync(LockOptions)}, and waits for the answer. */
    default Optional<LockHandle> tryAcquire(LockOptions options) {
        return Waiting.acquired(tryAcquireAsync(options));
    }

    /** {@link #tryAcquire(LockOptions)} with nothing special. */
    default Optional<LockHandle> tryAcquire() {
        return tryAcquire(LockOptions.DEFAULT);
    }

    /** {@link #asLock(LockOptions)} with nothing special. */
    default Lock asLock() {
        return asLock(LockOptions.DEFAULT);
    }

    /**
     * A view for code that wants a {@link Lock}: held by threads, and reentrant for each of them. Keep the view: another one
     * of the same name knows nothing of what this one holds.
     *
     * <p>Each thread is an owner of its own, so deadlocks among threads (also of other processes) are found, and so is a
     * thread that reads and wants to write. The options' owner and patience do not matter. {@code unlock} sends the release
     * and returns; by a thread that holds nothing it throws {@link IllegalMonitorStateException}, and if the lock was lost
     * meanwhile {@link LockOwnershipLostException}, which is one: the thread holds nothing from then on. Locking again while
     * the lock is lost throws it, too. Conditions are not supported.
     */
    Lock asLock(LockOptions options);
}
