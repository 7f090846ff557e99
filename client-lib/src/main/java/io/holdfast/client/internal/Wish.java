package io.holdfast.client.internal;

import java.util.Objects;

/**
 * The session that somebody wants.
 *
 * @param name what it is called in listings
 * @param ttlMillis how long it lives without a heartbeat
 * @param graceMillis how long it outlives the end of its connection, if this side ends it; 0 for its time to live
 */
public record Wish(String name, long ttlMillis, long graceMillis) {
    /** Refuses null. */
    public Wish {
        Objects.requireNonNull(name, "name");
    }

    /** What this side may believe in, from the sending of a renewal that was acknowledged, of a time to live. */
    long certainMillis(long grantedMillis) {
        return graceMillis == 0 ? grantedMillis : Math.min(graceMillis, grantedMillis);
    }
}
