package io.holdfast.model;

import java.util.Objects;

/**
 * One member of the cluster as the answering node sees it.
 *
 * @param node the node id
 * @param clientAddress where clients reach it, {@code host:port}
 * @param peerAddress where its Raft peers reach it, {@code host:port}
 * @param role what it is at the moment
 * @param storage the id of the disk registered for it, empty if none yet
 */
public record Member(String node, String clientAddress, String peerAddress, Role role, String storage) {
    /** Refuses null. */
    public Member {
        Objects.requireNonNull(node, "node");
        Objects.requireNonNull(clientAddress, "clientAddress");
        Objects.requireNonNull(peerAddress, "peerAddress");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(storage, "storage");
    }

    /** What a member is. */
    public enum Role {
        /** It leads. */
        LEADER,
        /** It votes and follows. */
        FOLLOWER,
        /** It asks for votes. */
        CANDIDATE,
        /** It follows without a vote. */
        LISTENER
    }
}
