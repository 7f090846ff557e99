package io.holdfast.statemachine.kv;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.event.Event;
import io.holdfast.model.snapshot.RowSink;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.statemachine.tree.Cursor;
import io.holdfast.statemachine.tree.Tree;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * All keys with their history back to the compaction floor.
 *
 * <p>The events from the floor on are the past: each carries the version that it ended as {@link Event#previous}. So the
 * version of a key at revision {@code r} is what the first event of the key after {@code r} ended, or the live one if
 * there is no such event. Writing pays nothing for the past; reading it pays for the events after {@code r}.
 *
 * <p>Immutable, safe for any thread (but see {@link KeyspaceEditor#view}).
 *
 * @param live the newest version of each key that exists
 * @param log all events from the floor on, in order
 * @param revision the newest revision
 * @param compactedRevision the floor: the oldest revision that can be read, 0 if never compacted
 */
public record Keyspace(Tree<KeyValue> live, EventLog log, long revision, long compactedRevision) {
    /** A store that was never written has this revision. */
    public static final long FIRST_REVISION = 1;

    /** Refuses null. */
    public Keyspace {
        Objects.requireNonNull(live, "live");
        Objects.requireNonNull(log, "log");
    }

    /** A store that was never written. */
    public static Keyspace empty() {
        return new Keyspace(Tree.empty(KeyValue::key), EventLog.EMPTY, FIRST_REVISION, 0);
    }

    /** The version of a key at a revision between floor and now, or null if it did not exist then. */
    @Nullable
    KeyValue get(Bytes key, long atRevision) {
        KeyValue newest = live.get(key);
        if (atRevision == revision || (newest != null && newest.modRevision() <= atRevision)) {
            return newest;
        }
        Event next = log.firstAfter(atRevision, key);
        return next == null ? newest : next.previous();
    }

    /** How many keys of a range exist now. */
    int count(KeyRange range) {
        if (range.isSingle()) {
            return live.get(range.start()) == null ? 0 : 1;
        }
        int before = live.rank(range.start());
        int through = range.isUnbounded() ? live.size() : live.rank(range.end());
        return Math.max(0, through - before);
    }

    /**
     * The lowest floor at which at most so much history remains, if the present floor is too low for it. Takes
     * O(log n). The newest revision always remains, however much it superseded.
     *
     * @param maxPayloadBytes key and value bytes of superseded versions
     * @param maxRevisions revisions after the floor
     */
    public OptionalLong floorFor(long maxPayloadBytes, long maxRevisions) {
        long floor = Math.max(compactedRevision, revision - Math.max(0, maxRevisions));
        int excess = log.excessOver(Math.max(0, maxPayloadBytes));
        if (excess > 0) {
            floor = Math.max(floor, Math.min(revision, log.get(excess - 1).revision() + 1));
        }
        return floor > compactedRevision ? OptionalLong.of(floor) : OptionalLong.empty();
    }

    /** The last revision of which no event is kept: what is as old as that, or older, no event made. */
    static long beforeHistory(long compactedRevision) {
        return Math.max(0, compactedRevision - 1);
    }

    /**
     * The same keys at a higher revision that is the compaction floor: of everything older, nothing is known any more.
     *
     * @param leap how much higher
     */
    public Keyspace leapt(long leap) {
        return new Keyspace(live, EventLog.EMPTY, revision + leap, revision + leap);
    }

    /** Writes the events in order, then by key the live keys that none of them made. Each version is written once. */
    public <X extends Exception> void writeRows(RowSink<X> sink) throws X {
        long beforeHistory = beforeHistory(compactedRevision);
        for (int i = 0; i < log.size(); i++) {
            Event event = log.get(i);
            KeyValue ended = event.previous();
            boolean known = ended == null || ended.modRevision() > beforeHistory;
            sink.row(new SnapshotRow.Change(known ? new Event(event.kind(), event.keyValue(), null) : event));
        }
        Cursor<KeyValue> cursor = live.ascending();
        for (KeyValue version = cursor.next(); version != null; version = cursor.next()) {
            if (version.modRevision() <= beforeHistory) {
                sink.row(new SnapshotRow.Key(version));
            }
        }
    }

    /** How much history is kept. */
    public HistoryStats history() {
        return new HistoryStats(log.payloadBytes(), revision - compactedRevision, log.size());
    }
}
