package io.holdfast.it.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The distribution that this build assembled: what ships is what is tested. */
public final class Distribution {
    private Distribution() {}

    /** The root of the checkout. */
    public static Path checkout() {
        for (Path here = Path.of("").toAbsolutePath(); here != null; here = here.getParent()) {
            if (Files.exists(here.resolve(".ci/run"))) {
                return here;
            }
        }
        throw new IllegalStateException("not inside a checkout");
    }

    /** {@code distribution/target/holdfast-<version>/}. */
    public static Path home() {
        Path target = checkout().resolve("distribution/target");
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(Files::isDirectory)
                    .filter(file -> file.getFileName().toString().startsWith("holdfast-"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            "no distribution in " + target + ": run mvn -DskipTests package first"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A program of its {@code bin/}. */
    public static Path program(String name) {
        return home().resolve("bin").resolve(name);
    }

    /** Makes a process started by the builder run the JVM that this test runs on. */
    public static ProcessBuilder sameJvm(ProcessBuilder builder) {
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().keySet().removeIf(name -> name.startsWith("HOLDFAST_"));
        return builder;
    }
}
