package io.holdfast.election;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * Good if a TCP connection can be made, which is closed again at once. The name is looked up each time.
 *
 * @param host to whom
 * @param port which port
 * @param timeout how long the connection may take; 1 ms to a day
 */
public record TcpHealthCheck(String host, int port, Duration timeout) implements HealthCheck {
    /**
     * Refuses what cannot be.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    public TcpHealthCheck {
        Objects.requireNonNull(host, "host");
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a port lies between 1 and 65535: " + port);
        }
        HealthPolicy.between("timeout", timeout, Duration.ofMillis(1), Duration.ofDays(1));
    }

    @Override
    public CompletableFuture<Health> check() {
        return OwnThread.call("holdfast-health", this::connect);
    }

    private Health connect() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
            return Health.GOOD;
        } catch (IOException e) {
            return Health.bad("no connection to " + host + ":" + port + ": " + e.getMessage());
        }
    }
}
