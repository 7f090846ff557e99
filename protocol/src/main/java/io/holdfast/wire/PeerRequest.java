package io.holdfast.wire;

import io.holdfast.model.Bytes;
import java.util.List;
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

    /**
     * A node that does not lead hands on an entry of its own proposer; only the leader takes it. Handed on twice, it is
     * applied once: it names its proposer, and is that one's next or void.
     *
     * @param node the asking node's id
     * @param entry the entry as {@link io.holdfast.storage.LogCodec} encodes it
     */
    record Propose(String node, Bytes entry) implements PeerRequest {
        /** Refuses null. */
        public Propose {
            Objects.requireNonNull(node, "node");
            Objects.requireNonNull(entry, "entry");
        }
    }

    /**
     * A node that does not lead hands on what its clients asked about lives of leases.
     *
     * @param node the asking node's id
     * @param requests {@link Request.Renew}, {@link Request.TimeToLive}, and what of these could not be read; their ids are
     *     the asking node's
     */
    record AskLeases(String node, List<Request> requests) implements PeerRequest {
        /** How many requests are handed on at once, at most. */
        public static final int MAX_REQUESTS = 1_024;

        /** Refuses null and too many; copies the list. */
        public AskLeases {
            Objects.requireNonNull(node, "node");
            requests = List.copyOf(requests);
            if (requests.size() > MAX_REQUESTS) {
                throw new IllegalArgumentException(requests.size() + " requests, at most " + MAX_REQUESTS);
            }
        }
    }
}
