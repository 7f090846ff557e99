package io.holdfast.client;

import io.holdfast.model.session.RequestId;
import org.jspecify.annotations.Nullable;

/** No node could carry the call out: none reachable, no leader, no quorum, or the connection broke while it was under way. */
public final class UnavailableException extends HoldfastException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param outcome what the call is known to have done
     * @param node the node it failed at, or null
     * @param message what, where, why and what to do
     * @param cause what lies beneath, or null
     */
    public UnavailableException(
            OperationOutcome outcome, @Nullable String node, String message, @Nullable Throwable cause) {
        this(outcome, node, message, cause, null);
    }

    UnavailableException(
            OperationOutcome outcome,
            @Nullable String node,
            String message,
            @Nullable Throwable cause,
            @Nullable RequestId requestId) {
        super(ErrorCode.UNAVAILABLE, outcome, node, message, cause, requestId);
    }

    @Override
    public boolean retryable() {
        return true;
    }

    @Override
    HoldfastException atCaller() {
        return new UnavailableException(outcome(), nodeOrNull(), text(), this, requestIdOrNull());
    }
}
