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

    private VersionCursor(Keyspace keyspace, KeyRange range, long revision, boolean upwards) {
        this.range = range;
        this.upwards = upwards;
        if (range.isSingle() || range.isEmpty()) {
            live = null;
            changes = Collections.emptyIterator();
            nextLive = range.isEmpty() ? null : keyspace.get(range.start(), revision);
            return;
        }
        live = cursor(keyspace.live());
        changes = changes(keyspace, revision);
        nextLive = advanceLive();
        nextChange = advanceChange();
    }

    /** Over a range at a revision between the keyspace's floor and now. */
    public static VersionCursor over(Keyspace keyspace, KeyRange range, long revision, boolean upwards) {
        return new VersionCursor(keyspace, range, revision, upwards);
    }

    private Cursor<KeyValue> cursor(Tree<KeyValue> tree) {
        if (upwards) {
            return tree.ascendingFrom(range.start());
        }
        return range.isUnbounded() ? tree.descending() : tree.descendingBefore(range.end());
    }

    private Iterator<Event> changes(Keyspace keyspace, long revision) {
        if (revision == keyspace.revision()) {
            return Collections.emptyIterator();
        }
        List<Event> firsts = keyspace.log().firstAfter(revision, range);
        if (!upwards) {
            Collections.reverse(firsts);
        }
        return firsts.iterator();
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
