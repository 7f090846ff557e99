package io.holdfast.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The word {@code holdfast} itself. */
@Command(
        name = "holdfast",
        description = "The client tool of Holdfast, a strongly consistent coordination service.",
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true,
        footer = {
            "",
            "The flags --endpoints, --cacert, --cert, --key and --timeout can stand in the environment as"
                    + " HOLDFAST_ENDPOINTS, HOLDFAST_CACERT, HOLDFAST_CERT, HOLDFAST_KEY and HOLDFAST_TIMEOUT.",
            "Exit status: 0 done, 1 refused or missing key, 2 usage, 3 unavailable or unknown outcome."
        })
final class RootCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = picocli.CommandLine.ScopeType.INHERIT,
            description = "Show this help and leave.")
    @SuppressWarnings("UnusedVariable") // read by picocli
    private boolean help;

    @Option(
            names = "--debug",
            scope = picocli.CommandLine.ScopeType.INHERIT,
            description = "Show the stack trace behind an error.")
    private boolean debug;

    boolean debug() {
        return debug;
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "which command?");
        }
    }
}
