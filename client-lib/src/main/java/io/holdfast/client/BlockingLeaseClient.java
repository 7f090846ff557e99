package io.holdfast.client;

import io.holdfast.model.lease.LeaseLife;
import java.time.Duration;

/**
 * Leases for callers that wait, as {@link LeaseClient}. Safe for any thread, virtual ones included.
 *
 * <pre>{@code
 * BlockingLeaseClient leases = client.leases().blocking();
 * LeaseGrant grant = leases.grant(Duration.ofSeconds(30));
 * LeaseLife life = leases.timeToLive(grant.lease(), true);
 * leases.revoke(grant.lease());
 * }</pre>
 */
public interface BlockingLeaseClient {
    /** Grants a lease under an id the cluster picks. */
    default LeaseGrant grant(Duration ttl) {
        return grant(0, ttl);
    }

    /** Grants a lease under an id of one's own, 0 to have one picked. */
    LeaseGrant grant(long lease, Duration ttl);

    /** Ends a lease and deletes the keys attached to it. */
    LeaseRevoked revoke(long lease);

    /** Renews a lease once; its time to live comes back. */
    Duration keepAliveOnce(long lease);

    /** Renews a lease until the result is closed. */
    KeepAlive keepAlive(long lease);

    /** What is left of a lease. */
    LeaseLife timeToLive(long lease, boolean keys);

    /** Lists leases in order of their ids, those above {@code after}. */
    LeasePage list(long after, int limit);

    /** This client with another deadline for each call. */
    BlockingLeaseClient withTimeout(Duration timeout);
}
