package io.holdfast.server;

import io.holdfast.server.config.ConfigException;
import io.holdfast.server.config.ConfigReader;
import io.holdfast.server.config.ServerConfig;
import io.holdfast.tls.IssuedCertificate;
import io.holdfast.tls.Role;
import io.holdfast.tls.TlsMaterial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A cluster of one node in a folder, on free ports, to be started and stopped at will. */
final class ServerFixture {
    final Path folder;
    final Pki pki;
    final TlsMaterial client;
    final List<String> failures = new ArrayList<>();

    private final Map<String, String> flags = new HashMap<>();

    ServerFixture(Path folder) {
        this.folder = folder;
        this.pki = new Pki(folder.resolve("pki"), "demo");
        this.client = pki.material(Role.CLIENT, "app");
        IssuedCertificate.Saved identity = pki.files(Role.NODE, "n1", Duration.ofDays(1));
        flags.put("--cluster", "demo");
        flags.put("--node", "n1");
        flags.put("--data-dir", folder.resolve("data").toString());
        flags.put("--members", "n1=127.0.0.1:" + freePort() + "/" + freePort());
        flags.put("--ops-port", "0");
        flags.put("--tls-ca-cert", pki.caCert().toString());
        flags.put("--tls-cert", identity.certificate().toString());
        flags.put("--tls-key", identity.key().toString());
        flags.put("--stop-timeout", "10s");
    }

    ServerFixture with(String flag, String value) {
        flags.put(flag, value);
        return this;
    }

    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        flags.forEach((flag, value) -> arguments.add(flag + "=" + value));
        return arguments;
    }

    ServerConfig config() {
        try {
            return ConfigReader.read(null, Map.of(), flags).config();
        } catch (ConfigException e) {
            throw new AssertionError(e);
        }
    }

    HoldfastServer start() throws StartException {
        return HoldfastServer.start(config(), (line, cause) -> failures.add(line));
    }

    int ready(HoldfastServer server) {
        return get(server, "/readyz").statusCode();
    }

    HttpResponse<String> get(HoldfastServer server, String path) {
        try {
            HttpClient http =
                    HttpClient.newBuilder().sslContext(client.clientContext()).build();
            return http.send(
                    HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.opsPort() + path))
                            .timeout(Duration.ofSeconds(15))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
