package io.holdfast.cli;

/** The entry point of {@code holdfast}. */
public final class Main {
    private Main() {}

    /** Runs the command line and ends the process with its status. */
    public static void main(String[] arguments) {
        int status = new CommandLineTool(Surroundings.ofProcess()).run(arguments);
        System.out.flush();
        System.exit(status);
    }
}
