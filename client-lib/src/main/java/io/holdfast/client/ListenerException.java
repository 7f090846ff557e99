package io.holdfast.client;

import org.jspecify.annotations.Nullable;

/** A listener threw; the cause is what. Its watch ended, since what the listener missed cannot be made good. */
public final class ListenerException extends HoldfastException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message which listener
     * @param cause what it threw
     */
    public ListenerException(String message, @Nullable Throwable cause) {
        super(ErrorCode.LISTENER, OperationOutcome.NOT_APPLIED, null, message, cause);
    }

    @Override
    public boolean retryable() {
        return false;
    }

    @Override
    HoldfastException atCaller() {
        return new ListenerException(text(), this);
    }
}
