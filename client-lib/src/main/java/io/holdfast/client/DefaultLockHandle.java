package io.holdfast.client;

import io.holdfast.client.internal.CallFailure;
import io.holdfast.client.internal.lock.Hold;
import io.holdfast.client.internal.lock.Loss;
import io.holdfast.model.lock.LockGuard;
import io.holdfast.model.lock.LockMode;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A handle of something held. */
class DefaultLockHandle implements LockHandle {
    private final Hold hold;
    private final Executor callbacks;

    /**
     * A handle.
     *
     * @param hold what it is about
     * @param callbacks where listeners run that name no executor
     */
    DefaultLockHandle(Hold hold, Executor callbacks) {
        this.hold = hold;
        this.callbacks = callbacks;
    }

    final Hold hold() {
        return hold;
    }

    @Override
    public String name() {
        return hold.name();
    }

    @Override
    public LockMode mode() {
        return hold.claim().mode();
    }

    @Override
    public int permits() {
        return hold.claim().permits();
    }

    @Override
    public long token() {
        return hold.token();
    }

    @Override
    public long session() {
        return hold.session();
    }

    @Override
    public LockState state() {
        if (hold.remainingNanos() > 0) {
            return LockState.HELD;
        }
        return hold.released() ? LockState.RELEASED : LockState.LOST;
    }

    @Override
    public Duration remaining() {
        return Duration.ofNanos(hold.remainingNanos());
    }

    @Override
    public void guard(Duration need) {
        if (need.isNegative()) {
            throw new IllegalArgumentException("what is needed must not be negative: " + need);
        }
        Duration left = remaining();
        if (left.isZero() || left.compareTo(need) < 0) {
            throw tooLittle(need, left);
        }
    }

    private LockLostException tooLittle(Duration need, Duration left) {
        LockLoss lost = loss().orElse(null);
        if (lost != null) {
            return new LockLostException(lost, "the lock " + name() + " was lost: " + lost.message());
        }
        return new LockLostException(
                null,
                hold.released()
                        ? "the lock " + name() + " was released by this handle"
                        : "the lock " + name() + " is certain for " + left.toMillis() + " ms more, " + need.toMillis()
                                + " ms are needed");
    }

    @Override
    public LockGuard fence() {
        return new LockGuard(name(), token());
    }

    @Override
    public Optional<LockLoss> loss() {
        return Optional.ofNullable(hold.loss()).map(DefaultLockHandle::told);
    }

    static LockLoss told(Loss loss) {
        return new LockLoss(loss.end(), loss.message());
    }

    @Override
    public Registration onLost(Consumer<LockLoss> listener) {
        return onLost(listener, callbacks);
    }

    @Override
    public Registration onLost(Consumer<LockLoss> listener, Executor executor) {
        Objects.requireNonNull(listener, "listener");
        Objects.requireNonNull(executor, "executor");
        return hold.onLost(loss -> listener.accept(told(loss)), executor)::run;
    }

    @Override
    public CompletableFuture<Void> releaseAsync() {
        CompletableFuture<Void> freed = new CompletableFuture<>();
        hold.release(failure -> finish(freed, failure));
        return freed;
    }

    @SuppressWarnings("NullAway") // Void has no other value.
    static void finish(CompletableFuture<Void> freed, @Nullable CallFailure failure) {
        if (failure == null) {
            freed.complete(null);
        } else {
            freed.completeExceptionally(Failures.exception(failure));
        }
    }

    @Override
    public void close() {
        hold.release();
    }
}
