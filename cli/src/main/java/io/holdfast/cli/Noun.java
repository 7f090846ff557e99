package io.holdfast.cli;

import java.util.function.Function;

/**
 * One first word of the command line. The command behind it is built only when it is asked for: that is most of what
 * makes the tool start fast.
 *
 * @param name the word
 * @param summary one line for the list of commands, empty for a command that is not listed
 * @param command makes the annotated command
 */
record Noun(String name, String summary, Function<Surroundings, Object> command) {
    boolean hidden() {
        return summary.isEmpty();
    }
}
