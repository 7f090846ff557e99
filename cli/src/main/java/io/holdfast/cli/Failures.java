package io.holdfast.cli;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Says what an exception means to whoever typed the command. */
final class Failures {
    private Failures() {}

    /** The ending that {@code thrown} stands for. Anything unforeseen is a bug of the tool and says so. */
    static CliException explain(Throwable thrown) {
        if (thrown instanceof CliException known) {
            return known;
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
}
