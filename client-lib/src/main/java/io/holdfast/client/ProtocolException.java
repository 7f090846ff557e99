package io.holdfast.client;

import io.holdfast.model.session.RequestId;
import org.jspecify.annotations.Nullable;

/** Client and node do not understand each other: incompatible versions, a malformed frame, or a bug worth reporting. */
public final class ProtocolException extends HoldfastException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param outcome what the call is known to have done
     * @param node the node it failed at, or null
     * @param message what, where, why and what to do
     * @param cause what lies beneath, or null
     */
    public ProtocolException(
            OperationOutcome outcome, @Nullable String node, String message, @Nullable Throwable cause) {
        this(outcome, node, message, cause, null);
    }

    ProtocolException(
            OperationOutcome outcome,
            @Nullable String node,
            String message,
            @Nullable Throwable cause,
            @Nullable RequestId requestId) {
        super(ErrorCode.PROTOCOL, outcome, node, message, cause, requestId);
    }

    @Override
    public boolean retryable() {
        return false;
    }

    @Override
    HoldfastException atCaller() {
        return new ProtocolException(outcome(), nodeOrNull(), text(), this, requestIdOrNull());
    }
}
