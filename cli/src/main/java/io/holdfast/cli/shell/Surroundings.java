package io.holdfast.cli.shell;

import io.holdfast.client.HoldfastClient;
import io.holdfast.client.HoldfastClientBuilder;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a command touches of the world outside: tests hand in their own.
 *
 * @param variables the environment variables
 * @param in standard input
 * @param out standard output: results, nothing else; UTF-8
 * @param err standard error: messages for people; UTF-8
 * @param opener opens the client that a builder describes
 */
public record Surroundings(
        Map<String, String> variables,
        InputStream in,
        PrintStream out,
        PrintStream err,
        Function<HoldfastClientBuilder, HoldfastClient> opener) {
    private static final int BUFFER = 1 << 16;

    /** Copies the map. */
    public Surroundings {
        variables = Map.copyOf(variables);
        Objects.requireNonNull(in, "in");
        Objects.requireNonNull(out, "out");
        Objects.requireNonNull(err, "err");
        Objects.requireNonNull(opener, "opener");
    }

    /** Those of this process. Whatever the locale says, text goes out as UTF-8: values are bytes and must stay what they are. */
    public static Surroundings ofProcess() {
        return new Surroundings(
                System.getenv(),
                System.in,
                new PrintStream(
                        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER),
                        false,
                        StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                HoldfastClientBuilder::build);
    }

    /** The variable {@code name}, or null if it is unset or empty. */
    public @Nullable String variable(String name) {
        String value = variables.get(name);
        return value == null || value.isEmpty() ? null : value;
    }
}
