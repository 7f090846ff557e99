package io.holdfast.client;

import io.holdfast.model.lock.LockGuard;
import io.holdfast.model.lock.LockMode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A lock, or some permits, that this client holds. Ownership belongs to the handle: whoever has it may use it and give it
 * back, on any thread.
 *
 * <pre>{@code
 * try (LockHandle held = client.locks().acquire("orders/42", Duration.ofSeconds(5))) {
 *     held.onLost(loss -> log(loss.message()));
 *     held.guard(Duration.ofSeconds(2));
 *     kv.put(key, value, PutOptions.DEFAULT.onlyIf(held));
 * }
 * }</pre>
 *
 * <p><b>A handle is never too hopeful.</b> Every check computes from the session's certain time ({@link Session#remaining})
 * and from the maximum hold, by whichever of the monotonic and the wall clock says that more time has passed: with the
 * network gone, or after a pause of the process, it says LOST no later than the cluster may hand the lock on. LOST is for
 * good, even if the cluster still knows the hold. What cannot be told is a pause between a check and what follows it:
 * against that, let the resource compare the {@link #token}.
 */
public interface LockHandle extends AutoCloseable {
    /** The lock's name. */
    String name();

    /** How it is held. */
    LockMode mode();

    /** How many permits; 1 but for a semaphore. */
    int permits();

    /** The fencing token of this grant: higher than that of every grant before it, whatever the lock. */
    long token();

    /** The id of the session that holds it. */
    long session();

    /** What this handle stands for now. */
    LockState state();

    /** Whether {@link #state} is HELD now. */
    default boolean isHeld() {
        return state() == LockState.HELD;
    }

    /** How long it is held for certain, whatever happens from now on; zero unless it is held. */
    Duration remaining();

    /**
     * Sees that enough time is left for what follows.
     *
     * @param need how long that takes at most
     * @throws LockLostException if less than that is {@link #remaining}, or the lock is not held. It may be held yet, and
     *     may be for long: {@link #state} tells
     */
    void guard(Duration need);

    /** Name and token, to stand before a write: see {@link PutOptions#onlyIf} and {@link TransactionBuilder#onlyIf}. */
    LockGuard fence();

    /** How it was lost; empty unless {@link #state} is LOST. */
    Optional<LockLoss> loss();

    /** {@link #onLost(Consumer, Executor)} on the client's callback executor. */
    Registration onLost(Consumer<LockLoss> listener);

    /**
     * Lets a listener hear, once, that the lock is lost; at once if it was lost before. Not called for a release. What it
     * throws goes to {@link HoldfastClientBuilder#listenerErrors}.
     */
    Registration onLost(Consumer<LockLoss> listener, Executor executor);

    /**
     * Gives it back: on this side at once; the future completes, on the callback executor, when the cluster has freed it.
     * Releasing again, or what was lost, is a success that changes nothing. The release is sent again until it is answered
     * or the session ended, even if nobody waits for it: the future fails if that takes longer than the request timeout.
     */
    CompletableFuture<Void> releaseAsync();

    /** {@link #releaseAsync}, without waiting: returns when the release is on its way. */
    @Override
    void close();
}
