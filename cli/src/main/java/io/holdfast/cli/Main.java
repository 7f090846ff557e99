package io.holdfast.cli;

import io.holdfast.cli.shell.Surroundings;

/** The entry point of {@code holdfast}. */
public final class Main {
    private Main() {}

    /** Runs the command line and ends the process with its status. */
    public static void main(String[] arguments) {
        Surroundings surroundings = Surroundings.ofProcess();
        System.exit(new CommandLineTool(surroundings).run(arguments));
    }
}
