package io.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process: what it prints, and its exit status. */
class ServerMainTest {
    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void stop() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void aSignalStopsAReadyServerWithStatusZero() throws Exception {
        ServerFixture fixture = new ServerFixture(folder);
        Path logs = folder.resolve("log");
        Process server = start(Map.of("HOLDFAST_LOG_DIR", logs.toString()), fixture.arguments());
        Path log = logs.resolve("holdfast.log");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Files.exists(log) && Files.readString(log).contains(" ready node=n1 role=LEADER client="));

        server.destroy();

        assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(server.exitValue()).isZero();
        assertThat(Files.readString(log)).contains("stopped node=n1 drained=true");
    }

    @Test
    void aWrongKeyEndsWithTwoAndNamesItsLine() throws Exception {
        Path file = folder.resolve("holdfast.yaml");
        Files.writeString(file, "cluster: demo\nnoed: n1\n");
        Process server = start(Map.of(), List.of("--config", file.toString()));

        assertThat(end(server)).isEqualTo(2);
        assertThat(lines(server))
                .containsExactly("holdfast-server: " + file + " line 2: noed: no such key; did you mean node?");
    }

    @Test
    void aCommandLineThatMakesNoSenseEndsWithTwoAndTheUsage() throws Exception {
        Process server = start(Map.of(), List.of("now"));

        assertThat(end(server)).isEqualTo(2);
        assertThat(lines(server)).first().isEqualTo("holdfast-server: 'now' is not expected here");
    }

    @Test
    void aRefusalEndsWithOneAndSaysWhy() throws Exception {
        ServerFixture fixture = new ServerFixture(folder);
        fixture.with("--node", "n2").with("--members", "n2=127.0.0.1:1/2");
        Process server = start(Map.of(), fixture.arguments());

        assertThat(end(server)).isEqualTo(1);
        assertThat(lines(server)).last().asString().contains("refused to start", "spiffe://demo/node/n1");
    }

    @Test
    void theVersionIsPrinted() throws Exception {
        Process server = start(Map.of(), List.of("--version"));

        assertThat(end(server)).isZero();
        assertThat(lines(server)).containsExactly("holdfast-server " + Build.VERSION);
    }

    private Process start(Map<String, String> environment, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.holdfast.server.ServerMain"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private static int end(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static List<String> lines(Process process) {
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            return out.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
