package io.holdfast.model;

import java.util.Objects;

/**
 * One version of one key, with etcd's fields.
 *
 * <p>The key of a deletion event is a {@code KeyValue} with key and {@code modRevision} only: everything else zero or
 * empty ({@link #tombstone}).
 *
 * @param key the key
 * @param value the value; empty is legal
 * @param createRevision the revision of the first put since the key was last deleted
 * @param modRevision the revision of this version
 * @param version 1 for the first put since the key was last deleted, then one more per put
 * @param lease the lease it is attached to, 0 for none
 */
public record KeyValue(Bytes key, Bytes value, long createRevision, long modRevision, long version, long lease) {
    /** Refuses null. */
    public KeyValue {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
    }

    /** The key half of a deletion at {@code revision}. */
    public static KeyValue tombstone(Bytes key, long revision) {
        return new KeyValue(key, Bytes.EMPTY, 0, revision, 0, 0);
    }

    /** The same version without its value (keys-only answers). */
    public KeyValue withoutValue() {
        return new KeyValue(key, Bytes.EMPTY, createRevision, modRevision, version, lease);
    }

    /** Payload bytes, for paging and limits: key and value. */
    public int payloadSize() {
        return key.size() + value.size();
    }
}
