package io.holdfast.statemachine.watch;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.event.Event;
import io.holdfast.statemachine.kv.EventLog;
import io.holdfast.statemachine.kv.VersionCursor;
import io.holdfast.statemachine.tree.Cursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reading of one page of the keys of a range at a past revision, in shares. Confined to one thread.
 *
 * <p>A page is what lives now, merged with what was changed since the revision; each share gathers changes from some
 * of the events since, the last one merges. The keys that live now say how far the page reaches, and if too many changes
 * turn up it reaches less far. Nothing but these changes is kept from share to share, so each may read a later state.
 */
public final class KeyScan {
    /** A page reaches no further than so many changed keys. Twice as many may be kept. */
    private static final int MAX_CHANGES = 4_096;

    /** No key is empty, so every key is at or above this. */
    private static final Bytes LEAST = Bytes.of(0);

    private final long revision;

    /** What is left of the range, narrowed to what the page reaches once {@link #begun}. */
    private KeyRange slice;

    /** Where the next page begins, or null if there is none. */
    private @Nullable Bytes next;

    private boolean begun;

    /** First changes of keys of the slice, by key, then those that came later in the order of events. */
    private List<Event> changes = new ArrayList<>();

    /** How many events since the revision were looked through. */
    private int gathered;

    private int looked;

    /**
     * Nothing is read yet.
     *
     * @param range of which keys
     * @param revision at or above the floor of every state that is read
     * @param from where to begin: the start of the range, then what the page before named
     */
    public KeyScan(KeyRange range, long revision, Bytes from) {
        this.revision = revision;
        this.slice = range.isSingle()
                ? KeyRange.between(range.start(), successor(range.start()))
                : new KeyRange(from.isEmpty() ? LEAST : from, range.end());
    }

    /**
     * Reads a share.
     *
     * @param source the same state as before or a later one
     * @param maxBytes the page ends before it costs more, but one key always fits
     * @param maxLooked about how many events are looked at before the share ends
     * @return the page, or null if it takes another share
     */
    public @Nullable KeyPage read(WatchSource source, int maxBytes, int maxLooked) {
        looked = 0;
        EventLog log = source.log();
        int start = log.countThrough(revision) + gathered;
        if (!begun) {
            begun = true;
            endBefore(source, maxBytes);
        }
        while (start < log.size()) {
            if (looked > maxLooked) {
                return null;
            }
            int before = changes.size();
            int end = log.copyFirsts(start, slice, changes);
            looked += EventScan.SKIP_COST + changes.size() - before;
            gathered += end - start;
            start = end;
            narrow();
        }
        return page(source, maxBytes);
    }

    /** About how many events the last share looked at. */
    public int looked() {
        return looked;
    }

    /** The page ends before the first live key that does not fit into it. */
    private void endBefore(WatchSource source, int maxBytes) {
        Cursor<KeyValue> live = source.live(slice.start());
        long bytes = 0;
        for (KeyValue key = live.next(); key != null && slice.contains(key.key()); key = live.next()) {
            bytes += WatchSource.cost(key);
            looked++;
            if (bytes > maxBytes && !key.key().equals(slice.start())) {
                endBefore(key.key());
                return;
            }
        }
    }

    private void endBefore(Bytes bound) {
        slice = KeyRange.between(slice.start(), bound);
        next = bound;
    }

    private void narrow() {
        if (changes.size() <= 2 * MAX_CHANGES) {
            return;
        }
        changes = EventLog.firstOfEachKey(changes);
        if (changes.size() > MAX_CHANGES) {
            endBefore(changes.get(MAX_CHANGES).keyValue().key());
            changes = new ArrayList<>(changes.subList(0, MAX_CHANGES));
        }
    }

    private KeyPage page(WatchSource source, int maxBytes) {
        VersionCursor cursor = source.versions(slice, EventLog.firstOfEachKey(changes));
        List<KeyValue> page = new ArrayList<>();
        int bytes = 0;
        for (KeyValue version = cursor.next(); version != null; version = cursor.next()) {
            int cost = WatchSource.cost(version);
            if (!page.isEmpty() && bytes + cost > maxBytes) {
                return new KeyPage(page, version.key(), bytes);
            }
            page.add(version);
            bytes += cost;
        }
        return new KeyPage(page, next, bytes);
    }

    private static Bytes successor(Bytes key) {
        return Bytes.wrap(Arrays.copyOf(key.sharedArray(), key.size() + 1));
    }
}
