package io.holdfast.client;

import io.holdfast.model.session.RequestId;
import org.jspecify.annotations.Nullable;

/** The thread was interrupted while it waited for a blocking call; its interrupt flag is set again. A write that
 * was not sent by then never is (NOT_APPLIED); one that was is UNKNOWN, and its outcome may be asked for. */
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
        this(outcome, node, message, cause, null);
    }

    CallInterruptedException(
            OperationOutcome outcome,
            @Nullable String node,
            String message,
            @Nullable Throwable cause,
            @Nullable RequestId requestId) {
        super(ErrorCode.INTERRUPTED, outcome, node, message, cause, requestId);
    }

    @Override
    public boolean retryable() {
        return false;
    }

    @Override
    HoldfastException atCaller() {
        return new CallInterruptedException(outcome(), nodeOrNull(), text(), this, requestIdOrNull());
    }
}
