package io.holdfast.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A lease that this client renews until this is closed. What it says of the lease is never too good, as {@link
 * Session#remaining} says: once it is over here, it stays over. Safe for any thread.
 *
 * <pre>{@code
 * LeaseGrant grant = client.leases().blocking().grant(Duration.ofSeconds(30));
 * try (KeepAlive kept = client.leases().blocking().keepAlive(grant.lease())) {
 *     kept.onStateChange(state -> log("lease " + state));
 *     kv.put(key, Bytes.utf8("here"), PutOptions.DEFAULT.lease(grant.lease()));
 * }
 * client.leases().blocking().revoke(grant.lease());
 * }</pre>
 */
public interface KeepAlive extends AutoCloseable {
    /** The lease. */
    long lease();

    /** How long it lives without a renewal. */
    Duration ttl();

    /** What this client knows of it now. */
    SessionState state();

    /** How long it lives for certain, whatever happens from now on; zero once it is over, or this is closed. */
    Duration remaining();

    /** {@link #onStateChange(Consumer, Executor)} on the client's callback executor. */
    Registration onStateChange(Consumer<SessionState> listener);

    /**
     * Lets a listener hear of every change of {@link #state} from now on, one at a time, in order. What it throws goes to
     * {@link HoldfastClientBuilder#listenerErrors}.
     */
    Registration onStateChange(Consumer<SessionState> listener, Executor executor);

    /** Completes when the lease is over on this side, on the callback executor; not when this is closed. */
    CompletableFuture<Void> whenLost();

    /** Ends the renewing, at once; the lease itself lives until its time to live has passed, or until it is revoked. */
    @Override
    void close();
}
