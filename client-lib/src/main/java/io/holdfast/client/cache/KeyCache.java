package io.holdfast.client.cache;

import io.holdfast.client.HoldfastClient;
import io.holdfast.client.WatchOptions;
import io.holdfast.model.KeyRange;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A local copy of a range of keys, kept by a watch. Reads cost no round trip, or one that all readers of a moment share,
 * and say how fresh they are. Safe for any thread.
 *
 * <pre>{@code
 * try (KeyCache jobs = KeyCache.open(client, KeyRange.prefix(Bytes.utf8("jobs/")))) {
 *     jobs.awaitReady(Duration.ofSeconds(5));
 *     Optional<KeyValue> job = jobs.local().snapshot().get("jobs/42");
 * }
 * }</pre>
 *
 * <p>What proves freshness: a linearizable read answered revision R, so everything acknowledged before that read was
 * <em>sent</em> stands at or below R; and the cache has come to R. The age of a proof counts from the sending, by the larger
 * of what the monotonic and the wall clock say. A progress mark alone proves nothing of the kind: the node that pushes it
 * may be cut off from the others and know no better. The watch makes such a proof every three seconds by itself; {@link
 * #consistent} and {@link #bounded} make them when they are needed.
 */
public interface KeyCache extends AutoCloseable {
    /** Begins to fill a cache of {@code range}; it says so when it is stale for 15 seconds. Takes the memory of all keys. */
    static KeyCache open(HoldfastClient client, KeyRange range) {
        return open(client, range, WatchOptions.DEFAULT.staleAfter());
    }

    /** Begins to fill a cache of {@code range} that is stale after so long without a proof. */
    static KeyCache open(HoldfastClient client, KeyRange range, Duration staleAfter) {
        return WatchedCache.open(client, range, staleAfter);
    }

    /** Completes when the cache holds the range; fails if it ends before. Completes on the callback executor. */
    CompletableFuture<CacheView> ready();

    /**
     * Waits for {@link #ready}.
     *
     * @throws io.holdfast.client.HoldfastException if it is not ready in time, ended, or the thread was interrupted
     */
    CacheView awaitReady(Duration patience);

    /**
     * Linearizable: everything acknowledged before this call is in the answer. One round trip for the revision, begun
     * after this call and shared by all that come while another is under way; then waits until the cache has come so far.
     * Fails by the client's request timeout.
     */
    CompletableFuture<CacheView> consistent();

    /**
     * Everything acknowledged so long before this call is in the answer: at once if a proof says so, else as {@link
     * #consistent}.
     */
    CompletableFuture<CacheView> bounded(Duration staleness);

    /**
     * What is there, at once; at least as new as what any earlier read of this cache gave, unless that one is still to
     * complete.
     *
     * @throws IllegalStateException before the cache is ready
     */
    CacheView local();

    /** Whether nothing has proved for longer than the cache's bound that it is up to date, or it has ended. */
    boolean isStale();

    /** Adds a listener; closing what is returned removes it. It hears a snapshot first, as soon as there is one. */
    Registration listen(CacheListener listener);

    /** Ends the cache and forgets its listeners; {@link #local} goes on giving the last state. Idempotent. */
    @Override
    void close();

    /** A listener's place. */
    interface Registration extends AutoCloseable {
        /** Removes it; no call to it begins after this returns. Idempotent. */
        @Override
        void close();
    }
}
