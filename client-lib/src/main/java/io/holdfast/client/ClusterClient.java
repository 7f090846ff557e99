package io.holdfast.client;

import io.holdfast.model.Leader;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Questions about the cluster itself. Safe for any thread. */
public interface ClusterClient {
    /** The cluster as the node this client talks to sees it; any node answers, with or without a leader. */
    CompletableFuture<Cluster> describe();

    /** Who leads as far as this client knows at this moment; asks nobody. */
    Optional<Leader> leader();

    /** This client with another deadline for each call. */
    ClusterClient withTimeout(Duration timeout);

    /** The same calls, waiting for their answers. */
    BlockingClusterClient blocking();
}
