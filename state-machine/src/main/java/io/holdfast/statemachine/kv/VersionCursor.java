package io.holdfast.statemachine.kv;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.event.Event;
import io.holdfast.statemachine.tree.Cursor;
import io.holdfast.statemachine.tree.Tree;
import org.jspecify.annotations.Nullable;

/**
 * The versions of a range that are visible at one revision, in key order up or down: what is live and old enough,
 * merged with what was ended later. Of one key at most one version is visible. Confined to one thread.
 */
final class VersionCursor {
    private final KeyRange range;
    private final long revision;
    private final boolean upwards;
    private final @Nullable Cursor<KeyValue> live;
    private final @Nullable Cursor<Event> past;
    private @Nullable KeyValue nextLive;
    private @Nullable KeyValue nextPast;

    private VersionCursor(Keyspace keyspace, KeyRange range, long revision, boolean upwards) {
        this.range = range;
        this.revision = revision;
        this.upwards = upwards;
        if (range.isSingle() || range.isEmpty()) {
            live = null;
            past = null;
            nextLive = range.isEmpty() ? null : keyspace.get(range.start(), revision);
            return;
        }
        live = cursor(keyspace.live());
        past = revision == keyspace.revision() ? null : cursor(keyspace.past());
        nextLive = advanceLive();
        nextPast = advancePast();
    }

    static VersionCursor over(Keyspace keyspace, KeyRange range, long revision, boolean upwards) {
        return new VersionCursor(keyspace, range, revision, upwards);
    }

    private <E> Cursor<E> cursor(Tree<E> tree) {
        if (upwards) {
            return tree.ascendingFrom(range.start(), 0);
        }
        return range.isUnbounded() ? tree.descending() : tree.descendingBefore(range.end(), 0);
    }

    /** The next version, or null at the end of the range. */
    @Nullable
    KeyValue next() {
        if (nextPast == null || (nextLive != null && liveComesFirst(nextLive.key(), nextPast.key()))) {
            KeyValue found = nextLive;
            nextLive = advanceLive();
            return found;
        }
        KeyValue found = nextPast;
        nextPast = advancePast();
        return found;
    }

    private boolean liveComesFirst(Bytes liveKey, Bytes pastKey) {
        return upwards == (liveKey.compareTo(pastKey) < 0);
    }

    private @Nullable KeyValue advanceLive() {
        if (live == null) {
            return null;
        }
        KeyValue version = live.next();
        while (version != null && inside(version.key())) {
            if (version.modRevision() <= revision) {
                return version;
            }
            version = live.next();
        }
        return null;
    }

    private @Nullable KeyValue advancePast() {
        if (past == null) {
            return null;
        }
        Event ender = past.next();
        while (ender != null && inside(ender.keyValue().key())) {
            if (Keyspace.visibleAt(ender, revision)) {
                return Keyspace.ended(ender);
            }
            ender = past.next();
        }
        return null;
    }

    /** The cursor starts inside; only the far end must be watched. */
    private boolean inside(Bytes key) {
        if (upwards) {
            return range.isUnbounded() || key.compareTo(range.end()) < 0;
        }
        return key.compareTo(range.start()) >= 0;
    }
}
