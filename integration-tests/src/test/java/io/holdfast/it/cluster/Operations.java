package io.holdfast.it.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.tls.TlsException;
import io.holdfast.tls.TlsMaterial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The operations HTTP of the nodes, asked with a client certificate. */
public final class Operations {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;

    Operations(TlsMaterial material) {
        try {
            this.http = HttpClient.newBuilder()
                    .sslContext(material.clientContext())
                    .connectTimeout(Duration.ofSeconds(2))
                    .build();
        } catch (TlsException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether {@code /readyz} says so. */
    public boolean isReady(ServerProcess node) {
        return get(node, "/readyz").map(answer -> answer.statusCode() == 200).orElse(false);
    }

    /** {@code /status}, or empty while the node does not answer. */
    public Optional<JsonNode> status(ServerProcess node) {
        return get(node, "/status").filter(answer -> answer.statusCode() == 200).map(answer -> json(answer.body()));
    }

    /** One value of {@code /metrics}, whatever its labels. */
    public double metric(ServerProcess node, String name) {
        String page = get(node, "/metrics")
                .map(HttpResponse::body)
                .orElseThrow(() -> new IllegalStateException("no metrics of " + node.node()));
        Matcher line = Pattern.compile("^" + name + "(?:\\{[^}]*})? ([0-9.E]+)$", Pattern.MULTILINE)
                .matcher(page);
        if (!line.find()) {
            throw new IllegalStateException("no " + name + " in the metrics of " + node.node());
        }
        return Double.parseDouble(line.group(1));
    }

    /** Any page, or empty while the node does not answer. */
    public Optional<HttpResponse<String>> get(ServerProcess node, String path) {
        URI uri = URI.create("https://127.0.0.1:" + node.opsPort() + path);
        try {
            return Optional.of(http.send(
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(2)).build(),
                    HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking " + uri, e);
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
