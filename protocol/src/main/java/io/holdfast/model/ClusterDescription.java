package io.holdfast.model;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as one node sees it.
 *
 * @param cluster the cluster's name
 * @param node the answering node
 * @param members all members, ordered by node id
 * @param leader who leads, or null if the node does not know
 * @param term the node's current Raft term
 */
public record ClusterDescription(
        String cluster,
        String node,
        List<Member> members,
        @Nullable Leader leader,
        long term) {
    /** Copies the list. */
    public ClusterDescription {
        Objects.requireNonNull(cluster, "cluster");
        Objects.requireNonNull(node, "node");
        members = List.copyOf(members);
    }
}
