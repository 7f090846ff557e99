package io.holdfast.client;

import io.holdfast.model.KeyValue;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What a watch tells, in order. Each update follows on the one before it, whatever happened to the connection between:
 * no event is missing, none comes twice.
 *
 * <p>{@link Events} come as they happen. A {@link Snapshot} (begin, pages, end) comes first if it was asked for, and later
 * when revisions the watch still needed were compacted away: forget what you know of the range, all of it follows. Another
 * begin in the middle begins anew. {@link Progress} and {@link Stale} say how up to date the watch is.
 */
public sealed interface WatchUpdate {
    /**
     * Events in order of revision, those of one revision in the order they were made.
     *
     * @param after everything up to this revision was told before
     * @param upTo everything up to this revision has been told with them; the same as {@code after} if they are only the
     *     beginning of one large revision, whose rest follows
     * @param events at least one
     */
    record Events(long after, long upTo, List<WatchEvent> events) implements WatchUpdate {
        /** Copies the list. */
        public Events {
            events = List.copyOf(events);
        }

        /** Whether more events of the same revision follow: whoever wants it whole waits for them. */
        public boolean isPart() {
            return upTo == after;
        }
    }

    /** All live keys of the range at one revision, instead of the events that led there. */
    sealed interface Snapshot extends WatchUpdate {}

    /**
     * A snapshot begins: what was told before counts no more once it has ended.
     *
     * @param revision its revision
     */
    record SnapshotBegin(long revision) implements Snapshot {}

    /**
     * The next keys of the snapshot, in order.
     *
     * @param keyValues at least one
     */
    record SnapshotPage(List<KeyValue> keyValues) implements Snapshot {
        /** Copies the list. */
        public SnapshotPage {
            keyValues = List.copyOf(keyValues);
        }
    }

    /**
     * The snapshot is whole; events after its revision follow.
     *
     * @param revision its revision
     */
    record SnapshotEnd(long revision) implements Snapshot {}

    /**
     * Nothing happened up to a revision that was not told. Only if {@link WatchOptions#withProgress} asked for it.
     *
     * @param revision everything up to it has been told
     */
    record Progress(long revision) implements WatchUpdate {}

    /**
     * For as long as {@link WatchOptions#staleAfter} nothing proved that the watch is up to date: perhaps no node can be
     * reached, or none of those has a majority. The watch goes on by itself as soon as that changes.
     *
     * @param since up to this moment of the local clock everything acknowledged is known to have come
     */
    record Stale(Instant since) implements WatchUpdate {
        /** Refuses null. */
        public Stale {
            Objects.requireNonNull(since, "since");
        }
    }
}
