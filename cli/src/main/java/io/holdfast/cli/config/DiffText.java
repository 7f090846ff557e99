package io.holdfast.cli.config;

import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.config.ConfigDiff;
import java.util.stream.Collectors;

/**
 * Differences as lines for people.
 *
 * @param coloured whether for a terminal that shows colours
 */
record DiffText(boolean coloured) {
    private static final String END = "\u001b[0m";

    /** For standard output: coloured on a terminal, unless NO_COLOR is set. */
    static DiffText forOutput(Surroundings surroundings) {
        return new DiffText(surroundings.variable("NO_COLOR") == null && Boolean.getBoolean("holdfast.terminal.out"));
    }

    /** For standard error. */
    static DiffText forMessages(Surroundings surroundings) {
        return new DiffText(surroundings.variable("NO_COLOR") == null && Boolean.getBoolean("holdfast.terminal"));
    }

    /** The lines, without a last line end; empty if nothing differs. */
    String of(ConfigDiff diff) {
        return diff.lines().stream().map(this::line).collect(Collectors.joining("\n"));
    }

    private String line(String line) {
        String colour = colour(line);
        return !coloured || colour.isEmpty() ? line : colour + line + END;
    }

    private static String colour(String line) {
        if (line.startsWith("--- ") || line.startsWith("+++ ")) {
            return "\u001b[1m";
        }
        return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
            case '-' -> "\u001b[31m";
            case '+' -> "\u001b[32m";
            case '@' -> "\u001b[36m";
            default -> "";
        };
    }
}
