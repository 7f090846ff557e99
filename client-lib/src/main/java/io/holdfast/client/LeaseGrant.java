package io.holdfast.client;

import java.time.Duration;
import java.util.Objects;

/**
 * A lease was granted.
 *
 * @param revision the current revision
 * @param lease its id
 * @param ttl how long it lives without a renewal, as granted: at least a second
 */
public record LeaseGrant(long revision, long lease, Duration ttl) {
    /** Refuses null. */
    public LeaseGrant {
        Objects.requireNonNull(ttl, "ttl");
    }
}
