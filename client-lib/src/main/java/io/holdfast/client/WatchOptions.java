package io.holdfast.client;

import io.holdfast.client.internal.WatchBounds;
import io.holdfast.client.internal.WatchFeed;
import io.holdfast.model.KeyRange;
import io.holdfast.model.watch.WatchSpec;
import java.time.Duration;
import java.util.Objects;

/**
 * How to watch. Immutable; each {@code with…} gives changed options.
 *
 * @param fromRevision the first revision whose events are wanted; 0 for those after the watch began
 * @param snapshot begin with all live keys of the range, then follow; {@code fromRevision} must be 0
 * @param previous events carry the version before them
 * @param puts whether puts are wanted
 * @param deletes whether deletions are wanted
 * @param progress tell of progress without events
 * @param endWhenCompacted end with COMPACTED when wanted revisions are gone, instead of a snapshot
 * @param bufferEvents how many events and keys may wait for the consumer before the watch lets go of its node; 1 to 1 000 000
 * @param bufferBytes the same in bytes of keys and values; one push of a node (at most about 4 MiB, as a rule far less)
 *     may come on top
 * @param staleAfter how long nothing may prove that the watch is up to date before it says so; at least a second, and
 *     proofs come every three
 */
public record WatchOptions(
        long fromRevision,
        boolean snapshot,
        boolean previous,
        boolean puts,
        boolean deletes,
        boolean progress,
        boolean endWhenCompacted,
        int bufferEvents,
        long bufferBytes,
        Duration staleAfter) {
    /** Everything that happens from now on; 1 024 events or 1 MiB may wait; stale after 15 seconds. */
    public static final WatchOptions DEFAULT =
            new WatchOptions(0, false, false, true, true, false, false, 1024, 1 << 20, Duration.ofSeconds(15));

    private static final int MAX_BUFFER_EVENTS = 1_000_000;
    private static final long MAX_BUFFER_BYTES = 1L << 30;

    /** Refuses what makes no sense. */
    public WatchOptions {
        Objects.requireNonNull(staleAfter, "staleAfter");
        if (fromRevision < 0) {
            throw new IllegalArgumentException("fromRevision must not be negative: " + fromRevision);
        }
        if (snapshot && fromRevision != 0) {
            throw new IllegalArgumentException("a watch begins with a snapshot or from a revision, not both");
        }
        if (!puts && !deletes) {
            throw new IllegalArgumentException("a watch of neither puts nor deletions would say nothing");
        }
        if (bufferEvents < 1 || bufferEvents > MAX_BUFFER_EVENTS) {
            throw new IllegalArgumentException("bufferEvents must be 1 to " + MAX_BUFFER_EVENTS + ": " + bufferEvents);
        }
        if (bufferBytes < 1 || bufferBytes > MAX_BUFFER_BYTES) {
            throw new IllegalArgumentException("bufferBytes must be 1 to " + MAX_BUFFER_BYTES + ": " + bufferBytes);
        }
        if (staleAfter.compareTo(Duration.ofSeconds(1)) < 0 || staleAfter.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("staleAfter must be a second to a day: " + staleAfter);
        }
    }

    /** From the events of {@code revision} on. */
    public WatchOptions from(long revision) {
        return new WatchOptions(
                revision,
                snapshot,
                previous,
                puts,
                deletes,
                progress,
                endWhenCompacted,
                bufferEvents,
                bufferBytes,
                staleAfter);
    }

    /** All live keys first, then what happens to them. */
    public WatchOptions withSnapshot() {
        return new WatchOptions(
                fromRevision,
                true,
                previous,
                puts,
                deletes,
                progress,
                endWhenCompacted,
                bufferEvents,
                bufferBytes,
                staleAfter);
    }

    /** With the version before each event. */
    public WatchOptions withPrevious() {
        return new WatchOptions(
                fromRevision,
                snapshot,
                true,
                puts,
                deletes,
                progress,
                endWhenCompacted,
                bufferEvents,
                bufferBytes,
                staleAfter);
    }

    /** Puts only. */
    public WatchOptions putsOnly() {
        return new WatchOptions(
                fromRevision,
                snapshot,
                previous,
                true,
                false,
                progress,
                endWhenCompacted,
                bufferEvents,
                bufferBytes,
                staleAfter);
    }

    /** Deletions only. */
    public WatchOptions deletesOnly() {
        return new WatchOptions(
                fromRevision,
                snapshot,
                previous,
                false,
                true,
                progress,
                endWhenCompacted,
                bufferEvents,
                bufferBytes,
                staleAfter);
    }

    /** With progress marks every few seconds. */
    public WatchOptions withProgress() {
        return new WatchOptions(
                fromRevision,
                snapshot,
                previous,
                puts,
                deletes,
                true,
                endWhenCompacted,
                bufferEvents,
                bufferBytes,
                staleAfter);
    }

    /** Ends with {@link RejectedException} (COMPACTED, its bound the floor) when wanted revisions are gone. */
    public WatchOptions endingWhenCompacted() {
        return new WatchOptions(
                fromRevision, snapshot, previous, puts, deletes, progress, true, bufferEvents, bufferBytes, staleAfter);
    }

    /** With another bound of what may wait for the consumer. */
    public WatchOptions buffer(int events, long bytes) {
        return new WatchOptions(
                fromRevision, snapshot, previous, puts, deletes, progress, endWhenCompacted, events, bytes, staleAfter);
    }

    /** With another time without proof after which the watch says that it is stale. */
    public WatchOptions staleAfter(Duration time) {
        return new WatchOptions(
                fromRevision,
                snapshot,
                previous,
                puts,
                deletes,
                progress,
                endWhenCompacted,
                bufferEvents,
                bufferBytes,
                time);
    }

    WatchFeed.Terms terms(KeyRange range) {
        return new WatchFeed.Terms(
                new WatchSpec(range, fromRevision, snapshot, 0, puts, deletes, previous, !endWhenCompacted),
                new WatchBounds(bufferEvents, bufferBytes),
                progress,
                staleAfter.toNanos());
    }
}
