package io.holdfast.client;

import java.time.Instant;

/**
 * Hears a watch, one call at a time, in order, on its executor and never on a network thread.
 *
 * <p>A listener may be slow: its watch waits for it, within its buffer and beyond. A listener that throws ends its watch,
 * since what it missed cannot be made good: {@link #onError} gets a {@link ListenerException}.
 */
public interface WatchListener {
    /** Keys changed. */
    void onEvents(WatchUpdate.Events batch);

    /**
     * A part of a snapshot: its begin, a page, or its end. Comes first if the options ask for it, and whenever history
     * was compacted while the watch was away, unless {@link WatchOptions#endWhenCompacted}.
     */
    void onSnapshot(WatchUpdate.Snapshot part);

    /** The watch ended, by itself: not after {@link Watch#close}. Nothing follows. */
    void onError(HoldfastException why);

    /** Everything up to a revision has been told. Only if the options ask for it. */
    default void onProgress(long revision) {}

    /** Nothing proved lately that the watch is up to date; see {@link WatchUpdate.Stale}. Also logged. */
    default void onStale(Instant since) {}
}
