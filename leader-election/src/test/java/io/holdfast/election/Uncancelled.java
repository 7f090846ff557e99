package io.holdfast.election;

import io.holdfast.client.CampaignOptions;
import io.holdfast.client.ElectedLeader;
import io.holdfast.client.ElectionClient;
import io.holdfast.client.ElectionDetails;
import io.holdfast.client.ElectionObservation;
import io.holdfast.client.ElectionUpdate;
import io.holdfast.client.LeaderHandle;
import io.holdfast.client.LockPage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A cluster whose campaigns end as the test says, and for which every cancellation comes too late.
 *
 * @param beneath answers the rest
 * @param elected what campaigns come to
 */
record Uncancelled(ElectionClient beneath, CompletableFuture<LeaderHandle> elected) implements ElectionClient {
    @Override
    public CompletableFuture<LeaderHandle> campaignAsync(String name, CampaignOptions options) {
        return new CompletableFuture<LeaderHandle>() {
            {
                elected.thenAccept(this::complete);
            }

            @Override
            public boolean cancel(boolean mayInterruptIfRunning) {
                return false;
            }
        };
    }

    @Override
    public CompletableFuture<Optional<ElectedLeader>> leaderAsync(String name) {
        return beneath.leaderAsync(name);
    }

    @Override
    public CompletableFuture<Optional<ElectionDetails>> showAsync(String name, int limit) {
        return beneath.showAsync(name, limit);
    }

    @Override
    public ElectionObservation observe(String name, Consumer<ElectionUpdate> listener) {
        return beneath.observe(name, listener);
    }

    @Override
    public ElectionObservation observe(String name, Consumer<ElectionUpdate> listener, Executor executor) {
        return beneath.observe(name, listener, executor);
    }

    @Override
    public CompletableFuture<Boolean> revokeAsync(String name, long token, String successor, String why) {
        return beneath.revokeAsync(name, token, successor, why);
    }

    @Override
    public CompletableFuture<LockPage> listAsync(String prefix, String after, int limit) {
        return beneath.listAsync(prefix, after, limit);
    }

    @Override
    public ElectionClient withTimeout(Duration timeout) {
        return this;
    }
}
