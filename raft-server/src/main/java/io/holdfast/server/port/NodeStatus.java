package io.holdfast.server.port;

import io.holdfast.model.Leader;
import io.holdfast.model.Member;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * This node's own figures, for {@code /status} and metrics.
 *
 * @param cluster the cluster's name
 * @param clusterId which cluster of that name: another one after each restoration from a backup
 * @param node this node's id
 * @param role what it is
 * @param leader who leads, or null
 * @param term the Raft term
 * @param committedIndex the newest log index known committed
 * @param appliedIndex the newest log index applied
 * @param revision the store's revision
 * @param compactedRevision the compaction floor
 * @param keys how many keys live
 * @param historyBytes payload bytes of the history kept
 * @param digests the newest digests, oldest first, taken at multiples of a fixed number of log indexes
 * @param snapshot the newest snapshot on this node's disk, or null
 */
public record NodeStatus(
        String cluster,
        String clusterId,
        String node,
        Member.Role role,
        @Nullable Leader leader,
        long term,
        long committedIndex,
        long appliedIndex,
        long revision,
        long compactedRevision,
        long keys,
        long historyBytes,
        List<DigestAt> digests,
        @Nullable SnapshotAt snapshot) {
    /** Copies the list. */
    public NodeStatus {
        digests = List.copyOf(digests);
    }

    /**
     * A digest of the state after every entry up to a log index: equal on all nodes, or one of them is broken.
     *
     * @param index the log index
     * @param version the version of the digest's definition; only equal versions compare
     * @param chain digest of all outcomes and events up to there
     * @param content digest of the state itself
     */
    public record DigestAt(long index, int version, long chain, long content) {}

    /**
     * A snapshot on disk.
     *
     * @param index the last log entry in it
     * @param term that entry's term
     * @param bytes its size
     * @param ageSeconds how long ago it was written, by the wall clocks of then and now
     */
    public record SnapshotAt(long index, long term, long bytes, long ageSeconds) {}
}
