package io.holdfast.client.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.MemoryClient;
import io.holdfast.client.MemoryCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A cluster in memory, and clients of it. */
@Timeout(60)
abstract class RecipeFixture {
    static final Duration LONG = Duration.ofSeconds(30);

    final MemoryCluster cluster = new MemoryCluster();
    private final List<MemoryClient> clients = new ArrayList<>();

    MemoryClient client() {
        MemoryClient client = cluster.client();
        clients.add(client);
        return client;
    }

    Recipes recipes() {
        return Recipes.of(client());
    }

    @AfterEach
    void close() {
        clients.forEach(MemoryClient::close);
    }

    static Throwable failure(CompletableFuture<?> call) {
        CompletableFuture<Throwable> failed = call.handle((value, thrown) -> {
            assertThat(thrown).as("the call succeeded with %s", value).isNotNull();
            return Waiting.unwrapped(thrown);
        });
        return failed.orTimeout(30, TimeUnit.SECONDS).join();
    }
}
