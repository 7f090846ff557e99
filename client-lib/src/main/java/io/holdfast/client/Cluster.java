package io.holdfast.client;

import io.holdfast.model.Leader;
import io.holdfast.model.Member;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The cluster as one node sees it.
 *
 * @param name the cluster's name
 * @param node the node that answered
 * @param members all members, ordered by node id
 * @param leader who leads, if the node knows
 * @param term the node's current Raft term
 */
public record Cluster(String name, String node, List<Member> members, Optional<Leader> leader, long term) {
    /** Copies the list. */
    public Cluster {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(node, "node");
        members = List.copyOf(members);
        Objects.requireNonNull(leader, "leader");
    }
}
