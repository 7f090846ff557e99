package io.holdfast.it.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs the command-line tool and the scripts as a person at a shell would. */
public final class Tool {
    private static final Duration BOUND = Duration.ofMinutes(2);

    private Tool() {}

    /**
     * What a finished program left behind.
     *
     * @param exit its exit status
     * @param out what it wrote to standard output
     * @param err what it wrote to standard error
     */
    public record Finished(int exit, String out, String err) {
        /** This, if the program ended with 0. */
        public Finished ok() {
            if (exit != 0) {
                throw new IllegalStateException("exit " + exit + "\n" + out + err);
            }
            return this;
        }
    }

    /** Runs {@code bin/holdfast} with these arguments. */
    public static Finished holdfast(Map<String, String> environment, String... arguments) {
        return run(environment, Distribution.program("holdfast"), arguments);
    }

    /** Runs a script of the checkout. */
    public static Finished script(String name, String... arguments) {
        return run(
                ServerProcess.BRIEF, Distribution.checkout().resolve("scripts").resolve(name), arguments);
    }

    private static Finished run(Map<String, String> environment, Path program, String... arguments) {
        List<String> line = Stream.concat(Stream.of(program.toString()), Stream.of(arguments))
                .toList();
        ProcessBuilder builder = Distribution.sameJvm(new ProcessBuilder(line));
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
            CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
            if (!process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(line + " did not end within " + BOUND);
            }
            return new Finished(process.exitValue(), out.join(), err.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + line, e);
        }
    }

    private static String text(java.io.InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
