package io.holdfast.client;

import io.holdfast.model.session.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * The session ended: it expired, was killed or closed. For a write (outcome UNKNOWN): it had been sent, the session it was
 * sent in ended before its outcome was known, and nobody can tell any more whether it was applied.
 *
 * <pre>{@code
 * try {
 *     kv.put("greeting", "hello");
 * } catch (SessionExpiredException e) {
 *     // The cluster forgot the request with its session: only the data can tell.
 *     kv.get("greeting");
 * }
 * }</pre>
 */
public final class SessionExpiredException extends HoldfastException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param outcome what the call is known to have done
     * @param node the node it failed at, or null
     * @param message what, where, why and what to do
     * @param cause what lies beneath, or null
     */
    public SessionExpiredException(
            OperationOutcome outcome, @Nullable String node, String message, @Nullable Throwable cause) {
        this(outcome, node, message, cause, null);
    }

    SessionExpiredException(
            OperationOutcome outcome,
            @Nullable String node,
            String message,
            @Nullable Throwable cause,
            @Nullable RequestId requestId) {
        super(ErrorCode.SESSION_EXPIRED, outcome, node, message, cause, requestId);
    }

    @Override
    public boolean retryable() {
        return false;
    }

    @Override
    HoldfastException atCaller() {
        return new SessionExpiredException(outcome(), nodeOrNull(), text(), this, requestIdOrNull());
    }
}
