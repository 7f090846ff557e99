package io.holdfast.cli;

import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Failures;
import io.holdfast.cli.shell.Surroundings;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Parses a command line, runs the command and turns whatever happens into an exit status and one line on stderr. */
public final class CommandLineTool {
    private final Surroundings surroundings;

    /** A tool that lives in {@code surroundings}. */
    public CommandLineTool(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Runs one command line; the exit status is one of {@link ExitStatus}. */
    public int run(String... arguments) {
        RootCommand root = new RootCommand();
        CommandLine line = commandLine(root, arguments.length == 0 ? "" : arguments[0]);
        line.setExecutionExceptionHandler((exception, command, parsed) -> failed(exception, root.debug()));
        line.setParameterExceptionHandler((exception, args) -> misused(exception));
        return written(line.execute(arguments));
    }

    /** Nothing was done for whoever reads standard output if it did not get there. */
    private int written(int status) {
        if (surroundings.out().checkError() && status == ExitStatus.DONE) {
            surroundings
                    .err()
                    .println(
                            "error: OUTPUT_LOST: standard output could not be written to the end (is the disk full, or the"
                                    + " reader gone?)");
            return ExitStatus.UNAVAILABLE;
        }
        return status;
    }

    /** The whole command tree; what completion scripts are made from. */
    static CommandLine everyCommand(Surroundings surroundings) {
        return new CommandLineTool(surroundings).commandLine(new RootCommand(), "");
    }

    private CommandLine commandLine(RootCommand root, String first) {
        CommandLine line = new CommandLine(root);
        boolean known = Nouns.ALL.stream().anyMatch(noun -> noun.name().equals(first));
        for (Noun noun : Nouns.ALL) {
            if (!known || noun.name().equals(first)) {
                CommandLine command = noun.command().apply(surroundings);
                command.getCommandSpec().usageMessage().hidden(noun.hidden());
                if (!noun.hidden()) {
                    command.getCommandSpec().usageMessage().description(noun.summary() + ".");
                }
                line.addSubcommand(noun.name(), command);
            }
        }
        line.setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        return line;
    }

    private int failed(Exception exception, boolean debug) {
        surroundings.out().flush();
        CliException failure = Failures.explain(exception);
        surroundings.err().println("error: " + failure.code() + ": " + failure.getMessage());
        if (debug) {
            exception.printStackTrace(surroundings.err());
        }
        return failure.status();
    }

    private int misused(ParameterException exception) {
        String program = exception.getCommandLine().getCommandSpec().qualifiedName();
        surroundings.err().println("error: USAGE: " + exception.getMessage() + " (" + program + " --help says more)");
        if (exception instanceof UnmatchedArgumentException) {
            UnmatchedArgumentException.printSuggestions(
                    exception, exception.getCommandLine().getErr());
        }
        return ExitStatus.USAGE;
    }
}
