package io.holdfast.client.fence;

import io.holdfast.client.FencedException;
import io.holdfast.client.LockClient;
import io.holdfast.model.lock.HoldRecord;
import io.holdfast.model.lock.LockGuard;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * Asks the cluster, for a resource that was shown a fencing token, whether it is still good. Linearizable: a token that is
 * refused stays refused, and one that passes was good after the question was sent. It may end between the answer and what the
 * resource does with it; a resource that can remember the highest token it has seen for a lock, and refuses lower ones in the
 * same step as it changes something, is safe against that, too. Safe for any thread.
 *
 * <pre>{@code
 * FenceVerifier verifier = new FenceVerifier(client.locks());
 * HoldRecord holder = verifier.verify(shown);
 * log("changed by " + holder.client() + " from " + holder.address());
 * }</pre>
 */
public final class FenceVerifier {
    private final LockClient locks;

    /**
     * Makes one.
     *
     * @param locks asks
     */
    public FenceVerifier(LockClient locks) {
        this.locks = Objects.requireNonNull(locks, "locks");
    }

    /** The hold that a token belongs to; fails with {@link FencedException} if it ended, or never was. */
    public CompletableFuture<HoldRecord> verifyAsync(LockGuard shown) {
        return locks.verifyAsync(shown.name(), shown.token()).thenApply(hold -> hold.orElseThrow(() -> fenced(shown)));
    }

    /**
     * {@link #verifyAsync}, and waits for it.
     *
     * @throws FencedException if the hold ended, or never was
     */
    public HoldRecord verify(LockGuard shown) {
        return locks.verify(shown.name(), shown.token()).orElseThrow(() -> fenced(shown));
    }

    private static FencedException fenced(LockGuard shown) {
        return new FencedException(
                0, "the lock " + shown.name() + " is not held with token " + shown.token() + " any more");
    }
}
