package io.holdfast.client;

import java.time.Duration;

/**
 * A client of one Holdfast cluster. Make one per process and share it: it is safe for any thread, keeps one connection to
 * the leader, and finds the new one when leadership moves.
 *
 * <pre>{@code
 * try (HoldfastClient client = HoldfastClient.builder()
 *         .endpoints("127.0.0.1:7400,127.0.0.1:7410,127.0.0.1:7420")
 *         .tls(Path.of("pki/ca.pem"), Path.of("pki/app.pem"), Path.of("pki/app.key"))
 *         .build()) {
 *     client.keyValue().blocking().put("greeting", "hello");
 * }
 * }</pre>
 */
public interface HoldfastClient extends AutoCloseable {
    /** Begins a client. */
    static HoldfastClientBuilder builder() {
        return new HoldfastClientBuilder();
    }

    /** Keys and values. */
    KeyValueClient keyValue();

    /** Watches. */
    WatchClient watch();

    /** The cluster itself. */
    ClusterClient cluster();

    /** What this client was built with. */
    ClientConfig config();

    /** {@link #close(Duration)} with the request timeout. */
    @Override
    void close();

    /**
     * Refuses new calls ({@link ClosedException}), waits at most {@code patience} for the open ones, fails the rest
     * (NOT_APPLIED if never sent, UNKNOWN for a write that was), then ends connections and threads. Returns within
     * {@code patience} plus three seconds, whatever the network does. Idempotent. An interrupt ends the waiting early and
     * stays set.
     *
     * @return whether every open call had finished by itself
     */
    boolean close(Duration patience);
}
