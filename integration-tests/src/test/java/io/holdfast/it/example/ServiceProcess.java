package io.holdfast.it.example;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.it.cluster.ProcessCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The example service as a process, spoken to as its users do. Used by the test's thread. */
final class ServiceProcess implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("listening on (http://\\S+)");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final String address;

    /** Starts it and waits until it listens. */
    ServiceProcess(ProcessCluster cluster, String name, String region, Path folder) {
        Path output = cluster.directory().resolve(name + "-" + System.nanoTime() + ".log");
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                ConfiguredService.class.getName(),
                name,
                region,
                folder.toString());
        builder.environment()
                .putAll(Map.of(
                        "HOLDFAST_ENDPOINTS", cluster.endpoints(),
                        "HOLDFAST_CACERT", cluster.pki().caCert().toString(),
                        "HOLDFAST_CERT", cluster.pki().cert("tester").toString(),
                        "HOLDFAST_KEY", cluster.pki().key("tester").toString()));
        try {
            process = builder.redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        address = await(name + " to listen")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .failFast(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException(name + " ended:\n" + text(output));
                    }
                })
                .until(() -> address(text(output)), found -> !found.isEmpty());
    }

    private static String address(String output) {
        Matcher matcher = ADDRESS.matcher(output);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it runs on. */
    JsonNode status() {
        try {
            return JSON.readTree(get("/status"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How it greets. */
    String greeting() {
        return get("/greeting");
    }

    private String get(String path) {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create(address + path))
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking " + address, e);
        }
    }

    /** Ends it without a word. */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
