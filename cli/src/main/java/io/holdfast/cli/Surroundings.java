package io.holdfast.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a command touches of the world outside: tests hand in their own.
 *
 * @param variables the environment variables
 * @param in standard input
 * @param out standard output: results, nothing else
 * @param err standard error: messages for people
 */
public record Surroundings(Map<String, String> variables, InputStream in, PrintStream out, PrintStream err) {
    /** Copies the map. */
    public Surroundings {
        variables = Map.copyOf(variables);
        Objects.requireNonNull(in, "in");
        Objects.requireNonNull(out, "out");
        Objects.requireNonNull(err, "err");
    }

    /** Those of this process. */
    public static Surroundings ofProcess() {
        return new Surroundings(System.getenv(), System.in, System.out, System.err);
    }

    /** The variable {@code name}, or null if it is unset or empty. */
    public @Nullable String variable(String name) {
        String value = variables.get(name);
        return value == null || value.isEmpty() ? null : value;
    }
}
