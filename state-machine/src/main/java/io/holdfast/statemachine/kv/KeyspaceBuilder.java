package io.holdfast.statemachine.kv;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyValue;
import io.holdfast.model.Limits;
import io.holdfast.model.event.Event;
import io.holdfast.model.snapshot.SnapshotException;
import io.holdfast.statemachine.digest.ContentHash;
import io.holdfast.statemachine.tree.Cursor;
import io.holdfast.statemachine.tree.Tree;
import io.holdfast.statemachine.tree.TreeBuilder;
import io.holdfast.statemachine.tree.TreeEditor;
import org.jspecify.annotations.Nullable;

/**
 * Makes a keyspace of its history and the keys older than it, as {@link Keyspace#writeRows} gave them. Versions and keys
 * are shared between history and live keys as they were when the commands were applied.
 *
 * <p>Confined to one thread.
 */
public final class KeyspaceBuilder {
    /** Hears of each live key that names a lease, in order of keys. */
    @FunctionalInterface
    public interface Attaching {
        /**
         * A key is attached.
         *
         * @throws SnapshotException if there is no such lease
         */
        void attach(long lease, Bytes key) throws SnapshotException;
    }

    private final long revision;
    private final long compactedRevision;
    private final long beforeHistory;
    private final Attaching leases;
    private final EventLogEditor log = new EventLogEditor(EventLog.EMPTY);
    private final TreeBuilder<KeyValue> live = new TreeBuilder<>(KeyValue::key);

    /** Of each key in the history the newest version, or the tombstone. */
    private final TreeEditor<KeyValue> changed =
            Tree.<KeyValue>empty(KeyValue::key).edit();

    /** What the change under way has stored: the tree hands back the version before it. */
    private KeyValue stored = KeyValue.tombstone(Bytes.EMPTY, 0);

    /** The revision of the last event, or the one before the history begins. */
    private long newest;

    private boolean begun;

    /** Whether revisions may have no events. */
    private boolean gaps;

    private long content;

    /** The keys of the history that are not yet merged into the live ones; null before the first merge. */
    private @Nullable Cursor<KeyValue> merging;

    private @Nullable KeyValue nextChanged;

    /**
     * Begins.
     *
     * @param revision the newest revision
     * @param compactedRevision the compaction floor, 0 if history was never compacted
     * @param leases hears what is attached
     * @throws SnapshotException if there can be no such keyspace
     */
    public KeyspaceBuilder(long revision, long compactedRevision, Attaching leases) throws SnapshotException {
        if (revision < Keyspace.FIRST_REVISION || compactedRevision < 0 || compactedRevision > revision) {
            throw new SnapshotException(
                    "the revision is " + revision + " and the compaction floor " + compactedRevision);
        }
        this.revision = revision;
        this.compactedRevision = compactedRevision;
        this.beforeHistory = Keyspace.beforeHistory(compactedRevision);
        this.newest = Math.max(Keyspace.FIRST_REVISION, beforeHistory);
        this.leases = leases;
    }

    /** From here on revisions may have no events: configuration takes such. */
    public void allowGaps() {
        gaps = true;
    }

    /** Adds the next event; its previous version only if that is older than the history. */
    public void change(Event event) throws SnapshotException {
        Bytes key = event.keyValue().key();
        requirePayload(event.keyValue());
        requireNext(event.revision(), key);
        KeyValue older = event.previous();
        KeyValue last =
                changed.put(key, before -> stored = withKeyOf(before != null ? before : older, event.keyValue()));
        KeyValue ended = last == null ? olderThanHistory(older, key) : ended(last, event);
        require(isSuccessor(event.kind(), ended), "the change of", key, "does not follow from the version before it");
        log.append(new Event(event.kind(), stored, ended));
        newest = event.revision();
        begun = true;
    }

    /** Adds a key older than the history, in order of keys, after the last event. */
    public void key(KeyValue keyValue) throws SnapshotException {
        olderThanHistory(keyValue, keyValue.key());
        KeyValue next = firstChanged();
        while (next != null && next.key().compareTo(keyValue.key()) < 0) {
            addLive(next);
            next = advanceChanged();
        }
        require(
                next == null || !next.key().equals(keyValue.key()),
                "",
                keyValue.key(),
                "stands in the history already");
        addLive(keyValue);
    }

    /** The keyspace, after the last row. */
    public Keyspace build() throws SnapshotException {
        for (KeyValue next = firstChanged(); next != null; next = advanceChanged()) {
            addLive(next);
        }
        boolean bareFloor = isRestored() && !begun && revision == compactedRevision;
        if (newest != revision && !gaps && !bareFloor) {
            throw new SnapshotException("the history ends at revision " + newest + ", the state is at " + revision);
        }
        return new Keyspace(live.build(), log.freeze(), revision, compactedRevision);
    }

    /** The sum of the content hashes of all live keys, after {@link #build}. */
    public long content() {
        return content;
    }

    private void requireNext(long at, Bytes key) throws SnapshotException {
        boolean another = at == newest && begun;
        boolean afterBareFloor = isRestored() && !begun && at == compactedRevision + 1;
        boolean later = gaps ? at > newest && at <= revision : at == newest + 1 || afterBareFloor;
        if (!later && !another) {
            throw new SnapshotException("the change of key " + key + " has revision " + at + " after " + newest);
        }
    }

    /** Whether the floor may be without events: a restoration makes such, and no cluster comes so far otherwise. */
    private boolean isRestored() {
        return compactedRevision >= Limits.RESTORATION_LEAP;
    }

    /** The version that an event ended whose key the history has changed before. */
    private static @Nullable KeyValue ended(KeyValue last, Event event) throws SnapshotException {
        Bytes key = last.key();
        require(event.previous() == null, "the change of", key, "names a version that the history made");
        require(last.modRevision() < event.revision(), "", key, "changes twice in one revision");
        return isTombstone(last) ? null : last;
    }

    private @Nullable KeyValue olderThanHistory(@Nullable KeyValue version, Bytes key) throws SnapshotException {
        if (version != null) {
            requirePayload(version);
            require(version.key().equals(key), "the change of", key, "names a version of another key");
            boolean inOrder = Keyspace.FIRST_REVISION < version.createRevision()
                    && version.createRevision() <= version.modRevision()
                    && version.modRevision() <= beforeHistory;
            long versions = version.modRevision() - version.createRevision() + 1;
            boolean counted = version.version() >= 1 && version.version() <= versions && version.lease() >= 0;
            require(inOrder && counted, "the old version of", key, "has numbers that none can have: " + version);
        }
        return version;
    }

    /** Whether the stored version can stand behind the one that it ended. */
    private boolean isSuccessor(Event.Kind kind, @Nullable KeyValue ended) {
        long at = stored.modRevision();
        if (kind == Event.Kind.DELETE) {
            return ended != null && stored.equals(KeyValue.tombstone(stored.key(), at));
        }
        boolean first = ended == null && stored.createRevision() == at && stored.version() == 1;
        boolean further = ended != null
                && stored.createRevision() == ended.createRevision()
                && stored.version() == ended.version() + 1;
        return (first || further) && stored.lease() >= 0;
    }

    /** All versions of a key share one key object, as they did when they were put. */
    private static KeyValue withKeyOf(@Nullable KeyValue before, KeyValue version) {
        return before == null
                ? version
                : new KeyValue(
                        before.key(),
                        version.value(),
                        version.createRevision(),
                        version.modRevision(),
                        version.version(),
                        version.lease());
    }

    private @Nullable KeyValue firstChanged() {
        if (merging == null) {
            merging = changed.freeze().ascending();
            return advanceChanged();
        }
        return nextChanged;
    }

    private @Nullable KeyValue advanceChanged() {
        nextChanged = merging == null ? null : merging.next();
        return nextChanged;
    }

    private void addLive(KeyValue version) throws SnapshotException {
        if (isTombstone(version)) {
            return;
        }
        require(live.append(version), "", version.key(), "does not stand behind the key before it");
        content += ContentHash.of(version);
        if (version.lease() != 0) {
            leases.attach(version.lease(), version.key());
        }
    }

    private static boolean isTombstone(KeyValue version) {
        return version.version() == 0;
    }

    private static void requirePayload(KeyValue version) throws SnapshotException {
        int keyBytes = version.key().size();
        int valueBytes = version.value().size();
        if (keyBytes == 0 || keyBytes > Limits.MAX_KEY_BYTES || valueBytes > Limits.MAX_VALUE_BYTES) {
            throw new SnapshotException(
                    "a key of " + keyBytes + " bytes with a value of " + valueBytes + ": " + version.key());
        }
    }

    private static void require(boolean holds, String before, Bytes key, String what) throws SnapshotException {
        if (!holds) {
            throw new SnapshotException((before.isEmpty() ? "key " : before + " key ") + key + " " + what);
        }
    }
}
