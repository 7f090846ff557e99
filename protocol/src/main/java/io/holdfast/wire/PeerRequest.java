package io.holdfast.wire;

import java.util.Objects;

/** What a node asks another. */
public sealed interface PeerRequest {
    /**
     * A node that starts says who it is and asks what is known of its disk, before it formats or joins anything.
     *
     * @param node the asking node's id
     * @param storage the id of its data directory, empty if that is empty
     * @param cluster the name of the cluster it wants to be part of
     */
    record Identify(String node, String storage, String cluster) implements PeerRequest {
        /** Refuses null. */
        public Identify {
            Objects.requireNonNull(node, "node");
            Objects.requireNonNull(storage, "storage");
            Objects.requireNonNull(cluster, "cluster");
        }
    }

    /**
     * A node asks for its disk to be entered into the member table; only the leader does it.
     *
     * @param node the asking node's id
     * @param storage the id of its data directory
     */
    record Register(String node, String storage) implements PeerRequest {
        /** Refuses null. */
        public Register {
            Objects.requireNonNull(node, "node");
            Objects.requireNonNull(storage, "storage");
        }
    }

    /**
     * A follower asks for a read index: up to where the log must be applied for a linearizable read. Only the leader
     * answers, behind a barrier begun after the question came.
     *
     * @param node the asking node's id
     */
    record ReadIndex(String node) implements PeerRequest {
        /** Refuses null. */
        public ReadIndex {
            Objects.requireNonNull(node, "node");
        }
    }
}
