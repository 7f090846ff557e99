package io.holdfast.client;

import io.holdfast.model.session.RequestId;
import org.jspecify.annotations.Nullable;

/** Too much is under way, in this client or at the node. Nothing was queued; slow down and try again. */
public final class OverloadedException extends HoldfastException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param outcome what the call is known to have done
     * @param node the node it failed at, or null
     * @param message what, where, why and what to do
     * @param cause what lies beneath, or null
     */
    public OverloadedException(
            OperationOutcome outcome, @Nullable String node, String message, @Nullable Throwable cause) {
        this(outcome, node, message, cause, null);
    }

    OverloadedException(
            OperationOutcome outcome,
            @Nullable String node,
            String message,
            @Nullable Throwable cause,
            @Nullable RequestId requestId) {
        super(ErrorCode.OVERLOADED, outcome, node, message, cause, requestId);
    }

    @Override
    public boolean retryable() {
        return true;
    }

    @Override
    HoldfastException atCaller() {
        return new OverloadedException(outcome(), nodeOrNull(), text(), this, requestIdOrNull());
    }
}
