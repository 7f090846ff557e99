package io.holdfast.client;

import org.jspecify.annotations.Nullable;

/**
 * Client and node could not establish who they are, or the client's certificate does not allow the call. The message says
 * what was offered and what was expected. Nothing was applied.
 */
public final class AuthenticationException extends HoldfastException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param code {@link ErrorCode#UNAUTHENTICATED} or {@link ErrorCode#PERMISSION_DENIED}
     * @param node the node it failed at, or null
     * @param message what was offered, what was expected
     * @param cause what lies beneath, or null
     */
    public AuthenticationException(ErrorCode code, @Nullable String node, String message, @Nullable Throwable cause) {
        super(check(code), OperationOutcome.NOT_APPLIED, node, message, cause);
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
        return new AuthenticationException(code(), nodeOrNull(), text(), this);
    }
}
