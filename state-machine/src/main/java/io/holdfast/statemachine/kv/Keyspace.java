package io.holdfast.statemachine.kv;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.event.Event;
import io.holdfast.statemachine.tree.Order;
import io.holdfast.statemachine.tree.Tree;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * All keys with their history back to the compaction floor.
 *
 * <p>A version is either live or was ended by exactly one event after the floor, which carries it as
 * {@link Event#previous}: so the events are the past, and no version needs an object of its own. A version is visible at
 * revision {@code r} if it was made at or before {@code r} and not ended at or before {@code r}.
 *
 * <p>Immutable, safe for any thread (but see {@link KeyspaceEditor#view}).
 *
 * @param live the newest version of each key that exists
 * @param past the events that ended a version, ordered by that version's key and mod revision
 * @param log all events after the floor, in order
 * @param revision the newest revision
 * @param compactedRevision the floor: the oldest revision that can be read, 0 if never compacted
 */
public record Keyspace(Tree<KeyValue> live, Tree<Event> past, EventLog log, long revision, long compactedRevision) {
    /** A store that was never written has this revision. */
    public static final long FIRST_REVISION = 1;

    private static final class ByKey implements Order<KeyValue> {
        @Override
        public Bytes key(KeyValue element) {
            return element.key();
        }

        @Override
        public boolean hasRevisions() {
            return false;
        }

        @Override
        public long revision(KeyValue element) {
            return 0;
        }
    }

    private static final class ByEndedVersion implements Order<Event> {
        @Override
        public Bytes key(Event element) {
            return ended(element).key();
        }

        @Override
        public boolean hasRevisions() {
            return true;
        }

        @Override
        public long revision(Event element) {
            return ended(element).modRevision();
        }
    }

    /** Refuses null. */
    public Keyspace {
        Objects.requireNonNull(live, "live");
        Objects.requireNonNull(past, "past");
        Objects.requireNonNull(log, "log");
    }

    /** A store that was never written. */
    public static Keyspace empty() {
        return new Keyspace(
                Tree.empty(new ByKey()), Tree.empty(new ByEndedVersion()), EventLog.EMPTY, FIRST_REVISION, 0);
    }

    /** The version of a key at a revision between floor and now, or null if it did not exist then. */
    @Nullable
    KeyValue get(Bytes key, long atRevision) {
        KeyValue newest = live.get(key, 0);
        if (atRevision == revision || (newest != null && newest.modRevision() <= atRevision)) {
            return newest;
        }
        Event ender = past.descendingBefore(key, atRevision + 1).next();
        return ender != null && ender.keyValue().key().equals(key) && endsAfter(ender, atRevision)
                ? ended(ender)
                : null;
    }

    /** How many keys of a range exist now. */
    int count(KeyRange range) {
        if (range.isSingle()) {
            return live.get(range.start(), 0) == null ? 0 : 1;
        }
        int before = live.rank(range.start(), 0);
        int through = range.isUnbounded() ? live.size() : live.rank(range.end(), 0);
        return Math.max(0, through - before);
    }

    /** Whether the version that this event ended was visible at a revision. */
    static boolean visibleAt(Event ender, long atRevision) {
        return ended(ender).modRevision() <= atRevision && endsAfter(ender, atRevision);
    }

    private static boolean endsAfter(Event ender, long atRevision) {
        return ender.revision() > atRevision;
    }

    /** The version that an event of {@link #past} ended. */
    static KeyValue ended(Event ender) {
        return Objects.requireNonNull(ender.previous(), "an event of the past ended a version");
    }

    /**
     * The lowest floor at which at most so much history remains, if the present floor is too low for it. Takes
     * O(log n).
     *
     * @param maxPayloadBytes key and value bytes of superseded versions
     * @param maxRevisions revisions after the floor
     */
    public OptionalLong floorFor(long maxPayloadBytes, long maxRevisions) {
        long floor = Math.max(compactedRevision, revision - Math.max(0, maxRevisions));
        int excess = log.excessOver(Math.max(0, maxPayloadBytes));
        if (excess > 0) {
            floor = Math.max(floor, log.get(excess - 1).revision());
        }
        return floor > compactedRevision ? OptionalLong.of(floor) : OptionalLong.empty();
    }

    /** How much history is kept. */
    public HistoryStats history() {
        return new HistoryStats(log.payloadBytes(), revision - compactedRevision, log.size());
    }
}
