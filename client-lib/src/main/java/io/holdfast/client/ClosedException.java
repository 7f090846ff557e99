package io.holdfast.client;

import io.holdfast.model.session.RequestId;
import org.jspecify.annotations.Nullable;

/** The client was closed before the call finished, or before it began. */
public final class ClosedException extends HoldfastException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param outcome what the call is known to have done
     * @param node the node it failed at, or null
     * @param message what, where, why and what to do
     * @param cause what lies beneath, or null
     */
    public ClosedException(OperationOutcome outcome, @Nullable String node, String message, @Nullable Throwable cause) {
        this(outcome, node, message, cause, null);
    }

    ClosedException(
            OperationOutcome outcome,
            @Nullable String node,
            String message,
            @Nullable Throwable cause,
            @Nullable RequestId requestId) {
        super(ErrorCode.CLOSED, outcome, node, message, cause, requestId);
    }

    @Override
    public boolean retryable() {
        return false;
    }

    @Override
    HoldfastException atCaller() {
        return new ClosedException(outcome(), nodeOrNull(), text(), this, requestIdOrNull());
    }
}
