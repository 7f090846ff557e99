package io.holdfast.it.etcd;

import io.holdfast.it.cluster.Distribution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Where Debian's {@code etcdctl} is. If the machine has none, its package is fetched and unpacked below {@code target/}, so
 * that the machine stays as it is.
 */
final class EtcdctlProgram {
    private static final String PACKAGE = "etcd-client";
    private static final String PROGRAM = "usr/bin/etcdctl";
    private static final long FETCH_SECONDS = 180;

    private EtcdctlProgram() {}

    /** The program, or empty if this machine neither has nor can get it. */
    static Optional<Path> find() {
        Path unpacked =
                Distribution.checkout().resolve("integration-tests/target").resolve(PACKAGE);
        return Stream.of(Path.of("/", PROGRAM), Path.of("/usr/local/bin/etcdctl"), unpacked.resolve(PROGRAM))
                .filter(Files::isExecutable)
                .findFirst()
                .or(() -> fetch(unpacked));
    }

    private static Optional<Path> fetch(Path folder) {
        try {
            Files.createDirectories(folder);
            if (!runs(folder, "apt-get", "download", PACKAGE)) {
                // A fresh machine has no list of packages yet; only root may fetch one.
                if (!runs(folder, "apt-get", "-qq", "update") || !runs(folder, "apt-get", "download", PACKAGE)) {
                    return Optional.empty();
                }
            }
            try (Stream<Path> files = Files.list(folder)) {
                Path archive = files.filter(file -> file.toString().endsWith(".deb"))
                        .findFirst()
                        .orElseThrow();
                runs(folder, "dpkg-deb", "-x", archive.toString(), folder.toString());
            }
            return Optional.of(folder.resolve(PROGRAM)).filter(Files::isExecutable);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean runs(Path folder, String... line) {
        try {
            Process process = new ProcessBuilder(List.of(line))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("fetch.log").toFile()))
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(FETCH_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException e) {
            // No such program here: not a Debian.
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
