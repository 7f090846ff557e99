package io.holdfast.model.lease;

import io.holdfast.model.Bytes;
import java.util.List;

/**
 * What is left of a lease, as the leader sees it.
 *
 * @param revision the store's revision
 * @param lease the lease
 * @param ttlMillis the granted time to live; 0 if there is no such lease
 * @param remainingMillis how long it lives yet without a renewal
 * @param keys the attached keys in order, if asked for
 */
public record LeaseLife(long revision, long lease, long ttlMillis, long remainingMillis, List<Bytes> keys) {
    /** Copies the list. */
    public LeaseLife {
        keys = List.copyOf(keys);
    }

    /** Whether the lease lives. */
    public boolean exists() {
        return ttlMillis > 0;
    }
}
