package io.holdfast.client;

import io.holdfast.model.session.RequestId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

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

    /** Leases: what is attached to one lives as long as somebody renews it. */
    LeaseClient leases();

    /** Exclusive locks, read-write locks and semaphores. */
    LockClient locks();

    /** Elections: who leads, and what it publishes. */
    ElectionClient elections();

    /** Configuration as releases: the parts. See {@code io.holdfast.client.config} for what is built of them. */
    ReleaseClient releases();

    /** Sessions: this client's own, and everybody's. */
    SessionClient sessions();

    /** {@link SessionClient#current}: the session in which this client's writes go out. */
    default CompletableFuture<Session> session() {
        return sessions().current();
    }

    /** {@link SessionClient#open}: one more session over the same streams. */
    default CompletableFuture<Session> openSession(SessionOptions options) {
        return sessions().open(options);
    }

    /**
     * What became of a write that failed with outcome UNKNOWN ({@link HoldfastException#requestId}). The question settles
     * it: if the write was not applied by now, it never will be. Any client of the same principal may ask.
     */
    CompletableFuture<RequestOutcome> outcome(RequestId request);

    /** {@link #outcome}, and waits. */
    default RequestOutcome awaitOutcome(RequestId request) {
        return Waiting.await(outcome(request), true);
    }

    /** The cluster itself. */
    ClusterClient cluster();

    /** What this client was built with. */
    ClientConfig config();

    /** {@link #close(Duration)} with the request timeout. */
    @Override
    void close();

    /**
     * Refuses new calls ({@link ClosedException}), waits at most {@code patience} for the open ones, fails the rest
     * (NOT_APPLIED if never sent, UNKNOWN for a write that was), ends the client's sessions at the leader if it is connected
     * (they take at most what is left of the patience; else they last for their time to live), then connections and threads. Returns within
     * {@code patience} plus three seconds, whatever the network does. Idempotent. An interrupt ends the waiting early and
     * stays set.
     *
     * @return whether every open call had finished by itself
     */
    boolean close(Duration patience);
}
