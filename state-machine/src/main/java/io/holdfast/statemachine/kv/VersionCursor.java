package io.holdfast.statemachine.kv;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.event.Event;
import io.holdfast.statemachine.tree.Cursor;
import io.holdfast.statemachine.tree.Tree;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The versions of a range that are visible at one revision, in key order up or down: what lives, merged with the first
 * later event of each key that has changed since. That event decides for its key, by what it ended; a key without one
 * is as it was then. Confined to one thread.
 */
public final class VersionCursor {
    private final KeyRange range;
    private final boolean upwards;
    private final @Nullable Cursor<KeyValue> live;
    private final Iterator<Event> changes;
    private @Nullable KeyValue nextLive;
    private @Nullable Event nextChange;

    private VersionCursor(KeyRange range, boolean upwards, @Nullable Cursor<KeyValue> live, List<Event> changes) {
        this.range = range;
        this.upwards = upwards;
        this.live = live;
        this.changes = changes.iterator();
        nextLive = advanceLive();
        nextChange = advanceChange();
    }

    /** Over a range at a revision between the keyspace's floor and now. */
    public static VersionCursor over(Keyspace keyspace, KeyRange range, long revision, boolean upwards) {
        if (range.isSingle() || range.isEmpty()) {
            VersionCursor cursor = new VersionCursor(range, upwards, null, List.of());
            cursor.nextLive = range.isEmpty() ? null : keyspace.get(range.start(), revision);
            return cursor;
        }
        List<Event> changes =
                revision == keyspace.revision() ? List.of() : keyspace.log().firstAfter(revision, range);
        if (!upwards && !changes.isEmpty()) {
            Collections.reverse(changes);
        }
        return new VersionCursor(range, upwards, cursor(keyspace.live(), range, upwards), changes);
    }

    /** Upwards over a range of more than one key as it was before these, by key, were the first changes of its keys. */
    public static VersionCursor before(Keyspace keyspace, KeyRange range, List<Event> changes) {
        return new VersionCursor(range, true, cursor(keyspace.live(), range, true), changes);
    }

    private static Cursor<KeyValue> cursor(Tree<KeyValue> tree, KeyRange range, boolean upwards) {
        if (upwards) {
            return tree.ascendingFrom(range.start());
        }
        return range.isUnbounded() ? tree.descending() : tree.descendingBefore(range.end());
    }

    /** The next version, or null at the end of the range. */
    public @Nullable KeyValue next() {
        while (nextChange != null) {
            int side = nextLive == null
                    ? 1
                    : order(nextLive.key(), nextChange.keyValue().key());
            if (side < 0) {
                break;
            }
            if (side == 0) {
                nextLive = advanceLive();
            }
            KeyValue ended = nextChange.previous();
            nextChange = advanceChange();
            if (ended != null) {
                return ended;
            }
        }
        KeyValue found = nextLive;
        nextLive = advanceLive();
        return found;
    }

    private int order(Bytes left, Bytes right) {
        return upwards ? left.compareTo(right) : right.compareTo(left);
    }

    private @Nullable KeyValue advanceLive() {
        KeyValue version = live == null ? null : live.next();
        return version != null && inside(version.key()) ? version : null;
    }

    private @Nullable Event advanceChange() {
        return changes.hasNext() ? changes.next() : null;
    }

    /** The cursor starts inside; only the far end must be watched. */
    private boolean inside(Bytes key) {
        if (upwards) {
            return range.isUnbounded() || key.compareTo(range.end()) < 0;
        }
        return key.compareTo(range.start()) >= 0;
    }
}
