package io.holdfast.client;

import io.holdfast.client.internal.CallFailure;

/** The engine's failures as exceptions of the public interface. */
final class Failures {
    private Failures() {}

    static HoldfastException exception(CallFailure failure) {
        OperationOutcome outcome = failure.unknown() ? OperationOutcome.UNKNOWN : OperationOutcome.NOT_APPLIED;
        String node = failure.node();
        String message = failure.message();
        Throwable cause = failure.cause();
        return switch (failure.kind()) {
            case UNAVAILABLE -> new UnavailableException(outcome, node, message, cause);
            case TIMEOUT -> new RequestTimeoutException(outcome, node, message, cause);
            case OVERLOADED -> new OverloadedException(outcome, node, message, cause);
            case UNAUTHENTICATED -> new AuthenticationException(ErrorCode.UNAUTHENTICATED, node, message, cause);
            case PERMISSION_DENIED -> new AuthenticationException(ErrorCode.PERMISSION_DENIED, node, message, cause);
            case CLOSED -> new ClosedException(outcome, node, message, cause);
            case PROTOCOL -> new ProtocolException(outcome, node, message, cause);
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
