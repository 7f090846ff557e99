package io.holdfast.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A lock is not held any more, or not for as long as was needed. */
public final class LockLostException extends HoldfastException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable LockLoss loss;

    /**
     * Makes one.
     *
     * @param loss how it was lost; null if it is held, but not for long enough, or was released
     * @param message what and why
     */
    public LockLostException(@Nullable LockLoss loss, String message) {
        this(loss, message, null);
    }

    private LockLostException(@Nullable LockLoss loss, String message, @Nullable Throwable cause) {
        super(ErrorCode.LOCK_LOST, OperationOutcome.NOT_APPLIED, null, message, cause);
        this.loss = loss;
    }

    /** How it was lost; empty if it is held, but not for as long as was needed, or was released. */
    public Optional<LockLoss> loss() {
        return Optional.ofNullable(loss);
    }

    @Override
    public boolean retryable() {
        return false;
    }

    @Override
    HoldfastException atCaller() {
        return new LockLostException(loss, text(), this);
    }
}
