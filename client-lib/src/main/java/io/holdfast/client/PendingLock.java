package io.holdfast.client;

import io.holdfast.client.internal.CallFailure;
import io.holdfast.client.internal.lock.Acquirer;
import io.holdfast.client.internal.lock.Hold;
import io.holdfast.client.internal.lock.LockRequest;
import io.holdfast.client.internal.lock.Locks;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A lock on its way and the future its caller waits on. However the future ends otherwise (cancelled, timed out or completed by
 * somebody else), the acquisition is withdrawn, and what is granted all the same is given back.
 *
 * @param <T> what the caller gets
 */
final class PendingLock<T> implements Acquirer {
    private final CompletableFuture<T> future = new CompletableFuture<>();
    private final LockRequest request;
    private final Function<Hold, T> handedOut;
    /** What a lock that cannot be granted at once comes to; null if that is a failure. */
    private final @Nullable T held;
    /** Whether the client ended this: then there is nothing to withdraw. Any thread. */
    private volatile boolean told;

    private PendingLock(LockRequest request, Function<Hold, T> handedOut, @Nullable T held) {
        this.request = request;
        this.handedOut = handedOut;
        this.held = held;
    }

    /** Acquires, waiting in line. */
    static CompletableFuture<LockHandle> waiting(Locks locks, LockRequest request, Executor callbacks) {
        return new PendingLock<LockHandle>(request, hold -> new DefaultLockHandle(hold, callbacks), null).begin(locks);
    }

    /** Acquires if that can be done at once. */
    static CompletableFuture<Optional<LockHandle>> trying(Locks locks, LockRequest request, Executor callbacks) {
        return new PendingLock<Optional<LockHandle>>(
                        request, hold -> Optional.of(new DefaultLockHandle(hold, callbacks)), Optional.empty())
                .begin(locks);
    }

    /** Stands for election, waiting in line. */
    static CompletableFuture<LeaderHandle> leading(Locks locks, LockRequest request, Executor callbacks) {
        return new PendingLock<LeaderHandle>(request, hold -> new DefaultLeaderHandle(hold, callbacks), null)
                .begin(locks);
    }

    private CompletableFuture<T> begin(Locks locks) {
        Runnable cancel = locks.acquire(request, this);
        future.whenComplete((handedOut, thrown) -> {
            if (!told) {
                cancel.run();
            }
        });
        return future;
    }

    @Override
    public void granted(Hold hold) {
        told = true;
        if (!future.complete(handedOut.apply(hold))) {
            hold.release();
        }
    }

    @Override
    public void refused(Outcome.Rejection why) {
        told = true;
        if (held != null && why.reason() == Reason.LOCK_HELD) {
            future.complete(held);
        } else {
            future.completeExceptionally(Replies.refused(why));
        }
    }

    @Override
    public void timedOut(int position, String holder) {
        told = true;
        String waited = "the lock " + request.name() + " was not granted within "
                + Duration.ofNanos(request.patienceNanos()).toMillis() + " ms: ";
        future.completeExceptionally(new LockTimeoutException(
                position,
                holder,
                position == 0
                        ? waited
                                + "the cluster did not say in time who holds it; what it may have granted is given back"
                        : waited + holder + "; this was number " + position + " in line"));
    }

    @Override
    public void lost(LockEnd end, String message) {
        told = true;
        future.completeExceptionally(new LockLostException(
                new LockLoss(end, message),
                "the lock " + request.name() + " was granted and lost before it could be handed out: " + message));
    }

    @Override
    public void failed(CallFailure why) {
        told = true;
        future.completeExceptionally(Failures.exception(why));
    }
}
