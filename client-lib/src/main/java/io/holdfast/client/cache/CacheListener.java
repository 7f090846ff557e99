package io.holdfast.client.cache;

import io.holdfast.client.HoldfastException;
import io.holdfast.client.WatchEvent;
import java.time.Instant;
import java.util.List;

/**
 * Hears what happens to a cache: one snapshot, then every change after it, without a gap between the two. Called in order,
 * one call at a time, on the client's callback executor. A slow listener makes the cache late, and the cache says so in
 * the staleness of its reads. A listener that throws is told so by {@link #onEnd} and hears no more.
 */
public interface CacheListener {
    /** All keys: first of all, and again after history was compacted while the cache was cut off. */
    void onSnapshot(CacheSnapshot snapshot);

    /**
     * Keys changed.
     *
     * @param snapshot the keys after the changes
     * @param changes all events since the last snapshot this listener was given, whole revisions
     */
    void onChanges(CacheSnapshot snapshot, List<WatchEvent> changes);

    /** The cache ended by itself: not because it was closed. Nothing follows. */
    void onEnd(HoldfastException why);

    /** Nothing proved lately that the cache is up to date; {@code since} as in {@link io.holdfast.client.WatchUpdate.Stale}. */
    default void onStale(Instant since) {}
}
