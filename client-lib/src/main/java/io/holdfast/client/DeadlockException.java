package io.holdfast.client;

import org.jspecify.annotations.Nullable;

/**
 * Waiting for the lock would have closed a circle: each of its owners would wait for the next one for good. This acquisition,
 * the youngest, was refused; the message prints the circle. Give back what is held and begin anew, and acquire in one order
 * everywhere.
 */
public final class DeadlockException extends HoldfastException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what, where, why and what to do
     */
    public DeadlockException(String message) {
        this(message, null);
    }

    private DeadlockException(String message, @Nullable Throwable cause) {
        super(ErrorCode.DEADLOCK, OperationOutcome.NOT_APPLIED, null, message, cause);
    }

    @Override
    public boolean retryable() {
        return false;
    }

    @Override
    HoldfastException atCaller() {
        return new DeadlockException(text(), this);
    }
}
