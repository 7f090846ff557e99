package io.holdfast.client;

import io.holdfast.model.session.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * Client and node could not establish who they are, or the client's certificate does not allow the call. The message says
 * what was offered and what was expected. The refused attempt applied nothing; a write that had been sent before, on a
 * connection that broke, may have been applied then: {@link #outcome} is {@link OperationOutcome#UNKNOWN} for it, and
 * {@link #requestId} names it.
 */
public final class AuthenticationException extends HoldfastException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one of a call that was not applied.
     *
     * @param code {@link ErrorCode#UNAUTHENTICATED} or {@link ErrorCode#PERMISSION_DENIED}
     * @param node the node it failed at, or null
     * @param message what was offered, what was expected
     * @param cause what lies beneath, or null
     */
    public AuthenticationException(ErrorCode code, @Nullable String node, String message, @Nullable Throwable cause) {
        this(code, OperationOutcome.NOT_APPLIED, node, message, cause, null);
    }

    AuthenticationException(
            ErrorCode code,
            OperationOutcome outcome,
            @Nullable String node,
            String message,
            @Nullable Throwable cause,
            @Nullable RequestId requestId) {
        super(check(code), outcome, node, message, cause, requestId);
    }

    private static ErrorCode check(ErrorCode code) {
        if (code != ErrorCode.UNAUTHENTICATED && code != ErrorCode.PERMISSION_DENIED) {
            throw new IllegalArgumentException("not a code of authentication: " + code);
        }
        return code;
    }

    @Override
    public boolean retryable() {
        return false;
    }

    @Override
    HoldfastException atCaller() {
        return new AuthenticationException(code(), outcome(), nodeOrNull(), text(), this, requestIdOrNull());
    }
}
