package io.holdfast.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A semaphore: so many permits under one name. The first acquisition makes it, with the permits it names; while anybody uses
 * it, or an operator fixed its permits ({@link LockClient#setPermits}), it keeps those it has, whatever others name. Fair: the
 * head of the line waits until as many permits as it wants are free, and nobody overtakes it.
 *
 * <pre>{@code
 * NamedSemaphore printers = client.locks().semaphore("printers", 4);
 * try (LockHandle two = printers.acquire(2, Duration.ofSeconds(10))) {
 *     print(two.token());
 * }
 * }</pre>
 */
public interface NamedSemaphore {
    /** The name. */
    String name();

    /** How many permits it is made with, if there is none of that name. */
    int limit();

    /**
     * To hold so many permits.
     *
     * @throws IllegalArgumentException unless that is positive and at most {@link io.holdfast.model.Limits#MAX_PERMITS}
     */
    NamedLock permits(int permits);

    /** Acquires so many permits, and waits for it at most so long. */
    default LockHandle acquire(int permits, Duration patience) {
        return permits(permits).acquire(patience);
    }

    /** Acquires so many permits; waits in line at most so long. */
    default CompletableFuture<LockHandle> acquireAsync(int permits, Duration patience) {
        return permits(permits).acquireAsync(patience);
    }

    /** Acquires so many permits if they are free and nobody waits. */
    default Optional<LockHandle> tryAcquire(int permits) {
        return permits(permits).tryAcquire();
    }
}
