package io.holdfast.client.cache;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What a read of the cache gives.
 *
 * @param snapshot the keys, and their revision
 * @param staleness everything acknowledged so long before this view was made is in it; empty if nothing has proved it yet
 */
public record CacheView(CacheSnapshot snapshot, Optional<Duration> staleness) {
    /** Refuses null. */
    public CacheView {
        Objects.requireNonNull(snapshot, "snapshot");
        Objects.requireNonNull(staleness, "staleness");
    }

    /** The snapshot's revision. */
    public long revision() {
        return snapshot.revision();
    }
}
