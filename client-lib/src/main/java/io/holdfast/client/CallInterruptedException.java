package io.holdfast.client;

import org.jspecify.annotations.Nullable;

/** The thread was interrupted while it waited for a blocking call; its interrupt flag is set again. The call itself was not recalled: a write is UNKNOWN. */
public final class CallInterruptedException extends HoldfastException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param outcome what the call is known to have done
     * @param node the node it failed at, or null
     * @param message what, where, why and what to do
     * @param cause what lies beneath, or null
     */
    public CallInterruptedException(
            OperationOutcome outcome, @Nullable String node, String message, @Nullable Throwable cause) {
        super(ErrorCode.INTERRUPTED, outcome, node, message, cause);
    }

    @Override
    public boolean retryable() {
        return false;
    }

    @Override
    HoldfastException atCaller() {
        return new CallInterruptedException(outcome(), nodeOrNull(), text(), this);
    }
}
