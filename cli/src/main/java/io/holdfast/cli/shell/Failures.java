package io.holdfast.cli.shell;

import io.holdfast.client.ErrorCode;
import io.holdfast.client.HoldfastException;
import io.holdfast.client.OperationOutcome;
import io.holdfast.client.RejectedException;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Says what an exception means to whoever typed the command. */
public final class Failures {
    private Failures() {}

    /** The ending that {@code thrown} stands for. Anything unforeseen is a bug of the tool and says so. */
    public static CliException explain(Throwable thrown) {
        if (thrown instanceof CliException known) {
            return known;
        }
        if (thrown instanceof HoldfastException failure) {
            return CliException.of(status(failure.code()), code(failure), message(failure), failure);
        }
        if ((thrown instanceof CompletionException || thrown instanceof ExecutionException)
                && thrown.getCause() != null) {
            return explain(thrown.getCause());
        }
        return CliException.of(
                ExitStatus.UNAVAILABLE,
                "INTERNAL",
                thrown + " (a bug of this tool: please report it with the output of --debug)",
                thrown);
    }

    private static int status(ErrorCode code) {
        return switch (code) {
            case REJECTED, UNAUTHENTICATED, PERMISSION_DENIED, LOCK_TIMEOUT, LOCK_LOST, DEADLOCK, FENCED ->
                ExitStatus.REFUSED;
            case CONFIGURATION -> ExitStatus.USAGE;
            case UNAVAILABLE,
                    TIMEOUT,
                    OVERLOADED,
                    CLOSED,
                    INTERRUPTED,
                    SESSION_EXPIRED,
                    REPLY_LOST,
                    LISTENER,
                    PROTOCOL -> ExitStatus.UNAVAILABLE;
        };
    }

    private static String code(HoldfastException failure) {
        return failure instanceof RejectedException rejected
                ? rejected.reason().name()
                : failure.code().name();
    }

    private static String message(HoldfastException failure) {
        String message = Objects.requireNonNullElse(failure.getMessage(), "no message");
        return failure.outcome() == OperationOutcome.UNKNOWN
                ? message + " (outcome UNKNOWN: it may have been applied; read before repeating it)"
                : message;
    }
}
