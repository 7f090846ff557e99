package io.holdfast.it.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.Tool.Finished;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code etcdctl} as a person at a shell has it, told by its environment whom to speak to. Used by the test's thread. */
final class Etcdctl {
    private static final Duration BOUND = Duration.ofMinutes(2);

    private final Path program;
    private final Map<String, String> environment;

    /** Speaks to these endpoints of a cluster with the certificate of somebody issued before. */
    Etcdctl(Path program, ProcessCluster cluster, String endpoints, String who) {
        this.program = program;
        this.environment = Map.of(
                "ETCDCTL_API",
                "3",
                "ETCDCTL_ENDPOINTS",
                endpoints,
                "ETCDCTL_CACERT",
                cluster.pki().caCert().toString(),
                "ETCDCTL_CERT",
                cluster.pki().cert(who).toString(),
                "ETCDCTL_KEY",
                cluster.pki().key(who).toString(),
                // A machine that runs several clusters is slow at times.
                "ETCDCTL_DIAL_TIMEOUT",
                "20s",
                "ETCDCTL_COMMAND_TIMEOUT",
                "20s");
    }

    /** Runs a command to its end. */
    Finished run(String... arguments) {
        return runWith("", arguments);
    }

    /** The same with something to read. */
    Finished runWith(String input, String... arguments) {
        Process process = launch(arguments);
        CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
        CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
        try {
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            if (!process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", arguments) + " did not end within " + BOUND);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running etcdctl", e);
        }
        return new Finished(process.exitValue(), out.join(), err.join());
    }

    /** What a command that must succeed prints. */
    String out(String... arguments) {
        return run(arguments).ok().out();
    }

    /** The lines of it that are not empty. */
    List<String> lines(String... arguments) {
        return out(arguments).lines().filter(line -> !line.isBlank()).toList();
    }

    /** What a command that must fail says. */
    String refusal(String... arguments) {
        Finished finished = run(arguments);
        assertThat(finished.exit()).as("exit of " + String.join(" ", arguments)).isNotZero();
        return finished.err();
    }

    /** Starts a command that goes on until it is ended. */
    Running start(String... arguments) {
        return new Running(launch(arguments));
    }

    private Process launch(String... arguments) {
        List<String> line = new ArrayList<>(List.of(program.toString()));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().keySet().removeIf(name -> name.startsWith("ETCD"));
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A command under way, whose lines are taken one by one. */
    static final class Running implements AutoCloseable {
        private final Process process;
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

        private Running(Process process) {
            this.process = process;
            Thread reader = new Thread(this::read, "etcdctl-" + process.pid());
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.add(line);
                }
            } catch (IOException e) {
                lines.add("its output cannot be read: " + e);
            }
        }

        /** The next line it prints. */
        String line() {
            try {
                @Nullable String line = lines.poll(30, TimeUnit.SECONDS);
                assertThat(line).as("the next line of etcdctl").isNotNull();
                return String.valueOf(line);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while reading", e);
            }
        }

        /** Whether it printed nothing that was not taken yet. */
        boolean isSilent() {
            return lines.isEmpty();
        }

        boolean isAlive() {
            return process.isAlive();
        }

        /** Asks it to leave, as Ctrl-C does, and waits. */
        void interrupt() {
            try {
                Process kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
                assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
                assertThat(process.waitFor(30, TimeUnit.SECONDS))
                        .as("the end of etcdctl")
                        .isTrue();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting", e);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
