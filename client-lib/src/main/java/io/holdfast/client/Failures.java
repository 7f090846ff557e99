package io.holdfast.client;

import io.holdfast.client.internal.CallFailure;
import io.holdfast.model.session.RequestId;

/** The engine's failures as exceptions of the public interface. */
final class Failures {
    private Failures() {}

    static HoldfastException exception(CallFailure failure) {
        OperationOutcome outcome = failure.unknown() ? OperationOutcome.UNKNOWN : OperationOutcome.NOT_APPLIED;
        String node = failure.node();
        String message = failure.message();
        Throwable cause = failure.cause();
        RequestId request = failure.request();
        return switch (failure.kind()) {
            case UNAVAILABLE -> new UnavailableException(outcome, node, message, cause, request);
            case TIMEOUT -> new RequestTimeoutException(outcome, node, message, cause, request);
            case OVERLOADED -> new OverloadedException(outcome, node, message, cause, request);
            case UNAUTHENTICATED ->
                new AuthenticationException(ErrorCode.UNAUTHENTICATED, outcome, node, message, cause, request);
            case PERMISSION_DENIED ->
                new AuthenticationException(ErrorCode.PERMISSION_DENIED, outcome, node, message, cause, request);
            case CLOSED -> new ClosedException(outcome, node, message, cause, request);
            case PROTOCOL -> new ProtocolException(outcome, node, message, cause, request);
            case SESSION_OVER -> new SessionExpiredException(outcome, node, message, cause, request);
        };
    }

    /** An answer this library failed to translate: a node gave it, so what was asked for was applied. */
    static HoldfastException untold(RuntimeException cause) {
        return new ProtocolException(
                OperationOutcome.APPLIED,
                null,
                "the node's answer cannot be told (" + cause + "): a bug, please report it",
                cause);
    }

    /** An answer of the wrong kind: whatever was asked for, a node answered it, so it was applied. */
    static HoldfastException mismatch(String answer) {
        return new ProtocolException(
                OperationOutcome.APPLIED,
                null,
                "the node gave an answer of the wrong kind (" + answer + "): a bug, please report it",
                null);
    }
}
