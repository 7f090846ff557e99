package io.holdfast.benchmarks.locks;

import io.holdfast.tls.TlsException;
import io.holdfast.tls.TlsMaterial;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Asks the nodes' metrics how many pushes about locks they handed to clients so far. */
final class Pushes {
    private static final String NAME = "holdfast_lock_pushes_total ";

    private final HttpClient http;
    private final List<URI> nodes;

    private Pushes(HttpClient http, List<URI> nodes) {
        this.http = http;
        this.nodes = nodes;
    }

    /** Where the nodes are and who asks is in the environment, as {@code scripts/cluster} writes it. */
    static Pushes fromEnvironment() throws TlsException {
        Map<String, String> environment = System.getenv();
        TlsMaterial tls = TlsMaterial.load(
                Path.of(named(environment, "HOLDFAST_CACERT")),
                Path.of(named(environment, "HOLDFAST_CERT")),
                Path.of(named(environment, "HOLDFAST_KEY")));
        List<URI> nodes = List.of(named(environment, "HOLDFAST_OPS_URLS").split(",", -1)).stream()
                .map(url -> URI.create(url + "/metrics"))
                .toList();
        return new Pushes(
                HttpClient.newBuilder().sslContext(tls.clientContext()).build(), nodes);
    }

    private static String named(Map<String, String> environment, String variable) {
        return Objects.requireNonNull(environment.get(variable), variable);
    }

    long now() throws IOException, InterruptedException {
        long all = 0;
        for (URI node : nodes) {
            String text = http.send(HttpRequest.newBuilder(node).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            all += text.lines()
                    .filter(line -> line.startsWith(NAME))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(NAME.length())))
                    .sum();
        }
        return all;
    }
}
