package io.holdfast.test;

import io.holdfast.server.HoldfastServer;
import io.holdfast.server.StartException;
import io.holdfast.server.config.ConfigException;
import io.holdfast.server.config.ConfigReader;
import io.holdfast.server.config.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One server in this process, started and ended any number of times on the same folder and ports. */
final class TestNode {
    private static final Logger LOG = LoggerFactory.getLogger(TestNode.class);
    private static final Duration ASKING = Duration.ofSeconds(2);

    private final ServerConfig config;
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
    private volatile @Nullable HoldfastServer server;

    TestNode(Map<String, String> flags) {
        try {
            this.config = ConfigReader.read(null, Map.of(), flags).config();
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    String id() {
        return config.node();
    }

    String clientAddress() {
        return config.self().clientAddress();
    }

    boolean running() {
        return server != null;
    }

    /** The line with which the node would have ended its process; empty while it has none. */
    Optional<String> failure() {
        return Optional.ofNullable(failure.get());
    }

    /** Starts it unless it runs and is well. */
    void bringUp() {
        if (failure.get() != null) {
            kill();
        }
        if (server != null) {
            return;
        }
        failure.set(null);
        try {
            server = HoldfastServer.start(config, this::fail);
        } catch (StartException e) {
            throw new IllegalStateException(id() + " does not start: " + e.getMessage(), e);
        }
    }

    /** In a process of its own this would be its end. Here it is the end of the node only. */
    private void fail(String line, @Nullable Throwable cause) {
        if (failure.compareAndSet(null, line)) {
            LOG.error("node failed node={} line=\"{}\"", id(), line, cause);
        }
    }

    void stop() {
        HoldfastServer running = server;
        server = null;
        if (running != null) {
            running.stop();
        }
    }

    void kill() {
        HoldfastServer running = server;
        server = null;
        if (running != null) {
            RaftCut.cut(id());
            running.halt();
            RaftCut.heal(id());
        }
    }

    /** Whether it says that it serves. */
    boolean ready(HttpClient http) {
        HoldfastServer running = server;
        if (running == null) {
            return false;
        }
        HttpRequest question = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + running.opsPort() + "/readyz"))
                .timeout(ASKING)
                .build();
        try {
            return http.send(question, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            LOG.debug("not ready node={} cause=\"{}\"", id(), e.toString());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
