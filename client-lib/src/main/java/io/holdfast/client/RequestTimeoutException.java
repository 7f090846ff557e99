package io.holdfast.client;

import io.holdfast.model.session.RequestId;
import org.jspecify.annotations.Nullable;

/** The call's deadline passed. A call that was never sent is NOT_APPLIED; a write that was sent is UNKNOWN. */
public final class RequestTimeoutException extends HoldfastException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param outcome what the call is known to have done
     * @param node the node it failed at, or null
     * @param message what, where, why and what to do
     * @param cause what lies beneath, or null
     */
    public RequestTimeoutException(
            OperationOutcome outcome, @Nullable String node, String message, @Nullable Throwable cause) {
        this(outcome, node, message, cause, null);
    }

    RequestTimeoutException(
            OperationOutcome outcome,
            @Nullable String node,
            String message,
            @Nullable Throwable cause,
            @Nullable RequestId requestId) {
        super(ErrorCode.TIMEOUT, outcome, node, message, cause, requestId);
    }

    @Override
    public boolean retryable() {
        return true;
    }

    @Override
    HoldfastException atCaller() {
        return new RequestTimeoutException(outcome(), nodeOrNull(), text(), this, requestIdOrNull());
    }
}
