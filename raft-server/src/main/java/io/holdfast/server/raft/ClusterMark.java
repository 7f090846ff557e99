package io.holdfast.server.raft;

import io.grpc.Metadata;
import io.holdfast.server.storage.ClusterId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The header of calls between nodes that says which cluster of the name the caller belongs to. A cluster that was never
 * restored from a backup sends none, so its calls look as they did before there were restorations.
 *
 * <p>Without it a member with a disk of before, that slept while the others were restored under the same addresses, would
 * take a read index, or hand on a write, from one cluster to the other until it notices that nobody leads its own.
 */
final class ClusterMark {
    private static final Metadata.Key<String> KEY =
            Metadata.Key.of("holdfast-cluster-id", Metadata.ASCII_STRING_MARSHALLER);

    private ClusterMark() {}

    /**
     * The headers of a call.
     *
     * @param own the caller's cluster, as messages have it
     */
    static Metadata of(String own) {
        Metadata headers = new Metadata();
        if (!own.isEmpty()) {
            headers.put(KEY, own);
        }
        return headers;
    }

    /**
     * Why a call with these headers is not for a member of this cluster; null if it is.
     *
     * @param name the cluster's name
     * @param own which one of the name, as messages have it
     */
    static @Nullable String refusal(String name, String own, Metadata headers) {
        String caller = Objects.requireNonNullElse(headers.get(KEY), "");
        return caller.equals(own)
                ? null
                : "CLUSTER_MISMATCH: the call comes from cluster id " + id(name, caller)
                        + ", this node belongs to cluster id " + id(name, own);
    }

    /**
     * The id that a message means, for people: as it came, which may be no id.
     *
     * @param name the cluster's name
     * @param written which one of the name, as messages have it
     */
    static String id(String name, String written) {
        return written.isEmpty() ? ClusterId.ofName(name).toString() : written;
    }
}
