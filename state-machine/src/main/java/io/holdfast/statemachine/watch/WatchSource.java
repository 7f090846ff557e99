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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

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
     * Shows every event after a revision, in order, whole revisions only.
     *
     * @param after at or above the floor less one
     * @param visitor takes an event and says whether that is enough: no revision after that one is shown then
     * @return the revision up to which all events were shown
     */
    public long visit(long after, Predicate<Event> visitor) {
        int index = log.countThrough(after);
        long through = after;
        boolean enough = false;
        while (index < log.size()) {
            Event event = log.get(index);
            if (enough && event.revision() != through) {
                return through;
            }
            through = event.revision();
            enough |= visitor.test(event);
            index++;
        }
        return keyspace.revision();
    }

    /**
     * Reads the events that a watch wants. A revision's events are split only if they alone exceed {@code maxBytes}.
     *
     * @param spec whose range, kinds and previous versions count
     * @param after every revision up to here is done with; at or above the floor less one
     * @param skipWithin how many events of the revision after that are done with too
     * @param upTo the last revision to read, not above {@link #revision}
     * @param maxBytes the page ends before it costs more, but one event always fits
     * @param maxScanned about how many events are looked at before the page ends
     */
    public EventPage events(WatchSpec spec, long after, int skipWithin, long upTo, int maxBytes, int maxScanned) {
        return new EventScan(log, spec, after, skipWithin, upTo, maxBytes, maxScanned).page();
    }

    /**
     * Reads the keys that existed at a revision, in order. Takes time for the page and, a binary search for each few
     * hundred, for the events since that revision.
     *
     * @param range of which keys
     * @param revision between floor and now
     * @param from where to begin: the start of the range, then what the page before named
     * @param maxBytes the page ends before it costs more, but one key always fits
     */
    public KeyPage keys(KeyRange range, long revision, Bytes from, int maxBytes) {
        if (range.isSingle()) {
            return page(VersionCursor.over(keyspace, range, revision, true), null, maxBytes);
        }
        KeyRange rest = new KeyRange(from, range.end());
        // The keys that live now say how far a page reaches, so that only changes within it are looked for.
        Bytes bound = boundOfPage(rest, maxBytes);
        KeyRange slice = bound == null ? rest : KeyRange.between(from, bound);
        return page(VersionCursor.over(keyspace, slice, revision, true), bound, maxBytes);
    }

    private static KeyPage page(VersionCursor cursor, @Nullable Bytes bound, int maxBytes) {
        List<KeyValue> page = new ArrayList<>();
        int bytes = 0;
        for (KeyValue version = cursor.next(); version != null; version = cursor.next()) {
            int cost = cost(version);
            if (!page.isEmpty() && bytes + cost > maxBytes) {
                return new KeyPage(page, version.key(), bytes);
            }
            page.add(version);
            bytes += cost;
        }
        return new KeyPage(page, bound, bytes);
    }

    /** The first live key that no longer fits into a page, or null if all do. */
    private @Nullable Bytes boundOfPage(KeyRange rest, int maxBytes) {
        Cursor<KeyValue> live = keyspace.live().ascendingFrom(rest.start());
        long bytes = 0;
        for (KeyValue next = live.next(); next != null && rest.contains(next.key()); next = live.next()) {
            bytes += cost(next);
            if (bytes > maxBytes && !next.key().equals(rest.start())) {
                return next.key();
            }
        }
        return null;
    }
}
