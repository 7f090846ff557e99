package io.holdfast.client;

import io.holdfast.model.lease.LeaseLife;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Leases: keys attached to one ({@link PutOptions#lease}) are deleted when it ends. A {@link Session} has one of its own;
 * most callers want that. Asynchronous; futures complete on the callback executor. Safe for any thread.
 *
 * <pre>{@code
 * client.leases().grant(Duration.ofSeconds(30))
 *         .thenCompose(grant -> client.keyValue().put(key, value, PutOptions.DEFAULT.lease(grant.lease())));
 * }</pre>
 */
public interface LeaseClient {
    /** Grants a lease under an id the cluster picks; it lives for {@code ttl} (at least a second) without a renewal. */
    default CompletableFuture<LeaseGrant> grant(Duration ttl) {
        return grant(0, ttl);
    }

    /**
     * Grants a lease under an id of one's own, 0 to have one picked.
     *
     * @throws IllegalArgumentException if the id is negative, or the time to live not positive
     */
    CompletableFuture<LeaseGrant> grant(long lease, Duration ttl);

    /** Ends a lease; the keys attached to it are deleted in one revision. */
    CompletableFuture<LeaseRevoked> revoke(long lease);

    /** Renews a lease once: it lives for its time to live again, which is what comes back. */
    CompletableFuture<Duration> keepAliveOnce(long lease);

    /**
     * Renews a lease once, and then again and again, together with everything else this client keeps alive. At most 4 096
     * such calls may be under way at once, together with openings of sessions ({@link OverloadedException} beyond); how
     * many leases are kept is not bounded.
     *
     * <p>What is kept is the lease that has the id now: if it ends and its id is granted again, that one is another.
     */
    CompletableFuture<KeepAlive> keepAlive(long lease);

    /**
     * Lets a listener hear of this client's acknowledged heartbeats, of sessions and kept leases alike, in order and one at
     * a time. What it throws goes to {@link ListenerErrors}.
     *
     * @param executor where it is called; the calling thread of {@code Runnable::run} is the client's network thread, which
     *     must not be held up
     */
    Registration onRenewal(RenewalListener listener, Executor executor);

    /** What is left of a lease, as the leader sees it; {@link LeaseLife#exists} says whether there is one. */
    CompletableFuture<LeaseLife> timeToLive(long lease, boolean keys);

    /**
     * Lists leases in order of their ids, those of sessions included.
     *
     * @param after only ids above it; 0 for the first page
     * @param limit at most so many; 0 for the server's own bound
     */
    CompletableFuture<LeasePage> list(long after, int limit);

    /** This client with another deadline for each call. */
    LeaseClient withTimeout(Duration timeout);

    /** The same calls, waiting for their answers. */
    BlockingLeaseClient blocking();
}
