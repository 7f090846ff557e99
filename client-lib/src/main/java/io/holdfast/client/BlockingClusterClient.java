package io.holdfast.client;

import java.time.Duration;

/** Questions about the cluster for callers that wait, as {@link ClusterClient}. Safe for any thread. */
public interface BlockingClusterClient {
    /** The cluster as the node this client talks to sees it. */
    Cluster describe();

    /** This client with another deadline for each call. */
    BlockingClusterClient withTimeout(Duration timeout);
}
