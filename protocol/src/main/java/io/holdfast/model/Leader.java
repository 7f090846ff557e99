package io.holdfast.model;

import java.util.Objects;

/**
 * Who leads.
 *
 * @param node the leader's node id
 * @param address its client address, {@code host:port}
 * @param term the Raft term in which it leads
 */
public record Leader(String node, String address, long term) {
    /** Refuses null. */
    public Leader {
        Objects.requireNonNull(node, "node");
        Objects.requireNonNull(address, "address");
    }
}
