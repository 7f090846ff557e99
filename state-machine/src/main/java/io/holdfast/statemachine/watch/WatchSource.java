package io.holdfast.statemachine.watch;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.Limits;
import io.holdfast.model.event.Event;
import io.holdfast.model.watch.WatchSpec;
import io.holdfast.statemachine.kv.EventLog;
import io.holdfast.statemachine.kv.Keyspace;
import io.holdfast.statemachine.kv.VersionCursor;
import io.holdfast.statemachine.tree.Cursor;
import java.util.List;
import java.util.function.Predicate;

/**
 * What watches read: one published state, its history back to the compaction floor included.
 *
 * <p>Immutable, safe for any thread. Whoever holds on to one keeps alive what later states no longer need: take a new
 * one for each reading.
 */
public final class WatchSource {
    private final Keyspace keyspace;
    private final EventLog log;

    /** Reads from a keyspace. */
    public WatchSource(Keyspace keyspace) {
        this.keyspace = keyspace;
        this.log = keyspace.log();
    }

    /** The newest revision. */
    public long revision() {
        return keyspace.revision();
    }

    /** The oldest revision whose events and keys can be read; 0 or 1 if all can. */
    public long floor() {
        return keyspace.compactedRevision();
    }

    /** What an event costs of a page. */
    public static int cost(Event event) {
        KeyValue previous = event.previous();
        return cost(event.keyValue()) + (previous == null ? 0 : cost(previous));
    }

    /** What a key costs of a page. */
    public static int cost(KeyValue keyValue) {
        return keyValue.payloadSize() + Limits.KEY_VALUE_ENVELOPE_BYTES;
    }

    /**
     * Shows every event after a place, in order.
     *
     * @param from where to begin
     * @param visitor takes an event and says whether that is enough
     * @return where the visitor had enough, or the end
     */
    public Bookmark visit(Bookmark from, Predicate<Event> visitor) {
        long through = from.after();
        int revisionStart = log.countThrough(through);
        for (int index = revisionStart + from.within(); index < log.size(); index++) {
            Event event = log.get(index);
            if (event.revision() > through + 1) {
                through = event.revision() - 1;
                revisionStart = index;
            }
            if (visitor.test(event)) {
                int within = index + 1 - revisionStart;
                boolean whole = index + 1 == log.size() || log.get(index + 1).revision() > event.revision();
                return whole ? Bookmark.after(event.revision()) : new Bookmark(through, within, within);
            }
        }
        return Bookmark.after(keyspace.revision());
    }

    /**
     * Reads the events that a watch wants. A revision's events are split only if they alone exceed {@code maxBytes} or
     * {@code maxScanned}.
     *
     * @param spec whose range, kinds and previous versions count
     * @param from where to begin
     * @param upTo the last revision to read, not above {@link #revision}
     * @param maxBytes the page ends before it costs more, but one event always fits
     * @param maxScanned about how many events are looked at before the page ends, at most twice as many
     */
    public EventPage events(WatchSpec spec, Bookmark from, long upTo, int maxBytes, int maxScanned) {
        return EventScan.page(log, spec, from, upTo, maxBytes, maxScanned);
    }

    /**
     * Looks for the first event that a watch wants.
     *
     * @param spec whose range and kinds count
     * @param from where to begin
     * @param upTo the last revision to look at, not above {@link #revision}
     * @param maxScanned about how many events are looked at
     * @return a page without events; if it knows of more, that stands where the page ends
     */
    public EventPage seek(WatchSpec spec, Bookmark from, long upTo, int maxScanned) {
        return EventScan.seek(log, spec, from, upTo, maxScanned);
    }

    EventLog log() {
        return log;
    }

    /** The keys that live now, from this one on. */
    Cursor<KeyValue> live(Bytes from) {
        return keyspace.live().ascendingFrom(from);
    }

    /** What a range held before these were its first changes. */
    VersionCursor versions(KeyRange range, List<Event> changes) {
        return VersionCursor.before(keyspace, range, changes);
    }
}
