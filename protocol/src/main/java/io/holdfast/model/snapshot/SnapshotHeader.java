package io.holdfast.model.snapshot;

import java.util.Objects;

/**
 * What a snapshot is of. Nothing in it depends on the node that wrote it but {@code wallMillis} and {@code writer}.
 *
 * @param cluster the cluster's name
 * @param clusterId which cluster of the name: an id, or empty if it was never restored from a backup
 * @param term the Raft term of the last entry that went into the state
 * @param index the Raft index of that entry
 * @param wallMillis when it was written, by the writer's wall clock: milliseconds since 1970, for display only
 * @param writer the release that wrote it, for display and for messages
 */
public record SnapshotHeader(String cluster, String clusterId, long term, long index, long wallMillis, String writer) {
    /**
     * Refuses null.
     *
     * @throws IllegalArgumentException if term or index is negative
     */
    public SnapshotHeader {
        Objects.requireNonNull(cluster, "cluster");
        Objects.requireNonNull(clusterId, "clusterId");
        Objects.requireNonNull(writer, "writer");
        if (term < 0 || index < 0) {
            throw new IllegalArgumentException("term is " + term + " and index " + index + ", neither may be negative");
        }
    }

    /** Of a cluster that was never restored. */
    public SnapshotHeader(String cluster, long term, long index, long wallMillis, String writer) {
        this(cluster, "", term, index, wallMillis, writer);
    }
}
