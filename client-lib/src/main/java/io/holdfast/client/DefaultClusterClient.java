package io.holdfast.client;

import io.holdfast.model.Leader;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The cluster over {@link Calls}.
 *
 * @param calls carries the calls
 */
record DefaultClusterClient(Calls calls) implements ClusterClient {
    @Override
    public CompletableFuture<Cluster> describe() {
        return calls.describe();
    }

    @Override
    public Optional<Leader> leader() {
        return calls.engine().leader();
    }

    @Override
    public ClusterClient withTimeout(Duration timeout) {
        return new DefaultClusterClient(calls.withTimeout(timeout));
    }

    @Override
    public BlockingClusterClient blocking() {
        return new Blocking(this);
    }

    /** Waits for what the asynchronous client promises. */
    private record Blocking(ClusterClient client) implements BlockingClusterClient {
        @Override
        public Cluster describe() {
            return Waiting.await(client.describe(), false);
        }

        @Override
        public BlockingClusterClient withTimeout(Duration timeout) {
            return new Blocking(client.withTimeout(timeout));
        }
    }
}
