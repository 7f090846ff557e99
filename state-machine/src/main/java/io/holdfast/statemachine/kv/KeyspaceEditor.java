package io.holdfast.statemachine.kv;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.command.Put;
import io.holdfast.model.event.Event;
import io.holdfast.statemachine.digest.ContentHash;
import io.holdfast.statemachine.digest.Hash64;
import io.holdfast.statemachine.tree.TreeEditor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes a keyspace. Nothing here is checked: whoever calls has validated before.
 *
 * <p>Changes gather under the next revision until {@link #commit}; a key changes at most once under one revision.
 * Confined to the apply thread.
 */
final class KeyspaceEditor {
    private final TreeEditor<KeyValue> live;
    private final EventLogEditor log;
    private final Attachments attachments;
    private long revision;
    private long compactedRevision;
    private boolean changed;

    /** What the put under way has stored: the tree hands back the version before it. */
    private KeyValue stored = KeyValue.tombstone(Bytes.EMPTY, 0);

    private long content;
    private long chain;
    private List<Event> events = new ArrayList<>();

    KeyspaceEditor(Keyspace keyspace, long content, Attachments attachments) {
        this.attachments = attachments;
        this.live = keyspace.live().edit();
        this.log = new EventLogEditor(keyspace.log());
        this.revision = keyspace.revision();
        this.compactedRevision = keyspace.compactedRevision();
        this.content = content;
    }

    /** The newest committed revision. */
    long revision() {
        return revision;
    }

    /** The revision to answer with: the next one as soon as something has changed. */
    long visibleRevision() {
        return changed ? revision + 1 : revision;
    }

    /** Stores a version; returns the one before it. */
    @Nullable
    KeyValue put(Put put) {
        KeyValue previous = live.put(put.key(), before -> stored = versionAfter(before, put));
        long hash = ContentHash.of(stored);
        content += hash;
        record(new Event(Event.Kind.PUT, stored, previous), hash);
        move(stored.key(), previous == null ? 0 : previous.lease(), stored.lease());
        return previous;
    }

    private void move(Bytes key, long from, long to) {
        if (from == to) {
            return;
        }
        if (from != 0) {
            attachments.detach(from, key);
        }
        if (to != 0) {
            attachments.attach(to, key);
        }
    }

    /** The key object of the first version is kept and shared by all. */
    private KeyValue versionAfter(@Nullable KeyValue before, Put put) {
        long next = revision + 1;
        if (before == null) {
            return new KeyValue(put.key(), put.value(), next, next, 1, put.lease());
        }
        Bytes value = put.ignoreValue() ? before.value() : put.value();
        long lease = put.ignoreLease() ? before.lease() : put.lease();
        return new KeyValue(before.key(), value, before.createRevision(), next, before.version() + 1, lease);
    }

    /** Deletes every key of a range; returns what they were, in key order. */
    List<KeyValue> delete(KeyRange range) {
        List<KeyValue> deleted = new ArrayList<>();
        VersionCursor cursor = VersionCursor.over(view(), range, visibleRevision(), true);
        for (KeyValue version = cursor.next(); version != null; version = cursor.next()) {
            deleted.add(version);
        }
        for (KeyValue version : deleted) {
            live.remove(version.key());
            recordDeleted(version);
        }
        return deleted;
    }

    /** Deletes keys of which each exists. */
    void deleteAll(List<Bytes> keys) {
        for (Bytes key : keys) {
            KeyValue version = live.remove(key);
            if (version == null) {
                throw new IllegalStateException("no key " + key + " to delete");
            }
            recordDeleted(version);
        }
    }

    private void recordDeleted(KeyValue version) {
        KeyValue tombstone = KeyValue.tombstone(version.key(), revision + 1);
        record(new Event(Event.Kind.DELETE, tombstone, version), ContentHash.of(tombstone));
        move(version.key(), version.lease(), 0);
    }

    private void record(Event event, long hash) {
        changed = true;
        long endedHash = 0;
        KeyValue ended = event.previous();
        if (ended != null) {
            endedHash = ContentHash.of(ended);
            content -= endedHash;
        }
        log.append(event);
        events.add(event);
        chain = Hash64.mix(Hash64.mix(chain, hash), endedHash);
    }

    /** Takes a revision in which no key changes, between two commands. */
    void skip() {
        if (changed) {
            throw new IllegalStateException("a command of keys is under way");
        }
        revision++;
    }

    /** Ends a command: if it changed anything, its revision is taken. */
    void commit() {
        revision = visibleRevision();
        changed = false;
    }

    /**
     * Forgets the versions that ended before the new floor; takes no time for each of them. The events of the floor
     * itself stay: a watch may begin there.
     */
    void compact(long floor) {
        log.dropFirst(log.freeze().countThrough(floor - 1));
        compactedRevision = floor;
    }

    /** The sum of the content hashes of all live keys. */
    long content() {
        return content;
    }

    /** The keyspace as it stands, for reading on this thread until the next change. */
    Keyspace view() {
        return new Keyspace(live.view(), log.freeze(), visibleRevision(), compactedRevision);
    }

    /** The keyspace as it stands, forever. */
    Keyspace freeze() {
        return new Keyspace(live.freeze(), log.freeze(), visibleRevision(), compactedRevision);
    }

    /** The events since the last call and the hash over them. */
    KeyValueStore.Changes takeChanges() {
        KeyValueStore.Changes changes = new KeyValueStore.Changes(events, chain);
        events = new ArrayList<>();
        chain = 0;
        return changes;
    }
}
