package io.holdfast.cli;

import io.holdfast.cli.shell.Surroundings;
import java.util.function.Function;
import picocli.CommandLine;

/**
 * One first word of the command line. The command behind it is built only when it is asked for: that is most of what
 * makes the tool start fast.
 *
 * @param name the word
 * @param summary one line for the list of commands, empty for a command that is not listed
 * @param command makes the command
 */
record Noun(String name, String summary, Function<Surroundings, CommandLine> command) {
    /** A word without verbs of its own. */
    static Noun simple(String name, String summary, Function<Surroundings, Object> command) {
        return new Noun(name, summary, surroundings -> new CommandLine(command.apply(surroundings)));
    }

    boolean hidden() {
        return summary.isEmpty();
    }
}
