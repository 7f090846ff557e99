package io.holdfast.client.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.HoldfastException;
import io.holdfast.client.MemoryClient;
import io.holdfast.client.MemoryCluster.Fate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Parties of a barrier that die, withdraw, are cut off, and lose sessions, requests and answers, at random. */
class BarrierRandomTest extends RecipeFixture {
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final int PARTIES = 4;
    private static final int TURNS = 150;
    private static final List<Fate> FATES = List.of(Fate.values());

    private final Random random = new Random(SEED);
    private final Map<Long, Map<Integer, Integer>> passed = new ConcurrentHashMap<>();
    private final Map<Long, String> broken = new ConcurrentHashMap<>();
    private final Queue<String> unforeseen = new ConcurrentLinkedQueue<>();
    private final List<Party> parties = new ArrayList<>();
    private volatile boolean over;

    private final class Party {
        private final MemoryClient client = client();
        private final DistributedBarrier barrier = Recipes.of(client).barrier("b", PARTIES);
        private volatile CompletableFuture<BarrierArrival> waiting = new CompletableFuture<>();

        void enter() {
            if (!over) {
                waiting = barrier.awaitAsync(LONG);
                waiting.whenComplete(this::ended);
            }
        }

        private void ended(@Nullable BarrierArrival arrival, @Nullable Throwable thrown) {
            if (arrival != null) {
                passed.computeIfAbsent(arrival.generation(), any -> new ConcurrentHashMap<>())
                        .merge(arrival.index(), 1, Integer::sum);
            } else if (thrown instanceof BarrierBrokenException told) {
                broken.put(told.generation(), told.why().name());
            } else if (!(thrown instanceof HoldfastException) && !waiting.isCancelled()) {
                unforeseen.add(String.valueOf(thrown));
            }
            Writes.after(Duration.ofMillis(1)).thenRun(this::enter);
        }
    }

    @Test
    void whateverHappensAGenerationEndsAlikeForAllAndTheNextOnesGoOn() {
        for (int i = 0; i < PARTIES; i++) {
            parties.add(new Party());
        }
        parties.forEach(Party::enter);
        for (int turn = 0; turn < TURNS; turn++) {
            happen();
            int before = passed.size();
            await("seed " + SEED + ", turn " + turn + ": another generation")
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> passed.size() > before);
        }
        over = true;
        assertThat(unforeseen).as("seed " + SEED).isEmpty();
        assertThat(broken).as("seed " + SEED + ": some broke").isNotEmpty();
        passed.forEach((generation, indexes) -> {
            assertThat(indexes.values())
                    .as("seed " + SEED + ": generation " + generation + " by index " + indexes)
                    .allMatch(times -> times == 1);
            assertThat(broken).as("seed " + SEED + ": passed by " + indexes).doesNotContainKey(generation);
        });
        assertThat(cluster.keys("recipes/barrier/"))
                .as("seed " + SEED + ": keys left")
                .hasSizeLessThanOrEqualTo(2 + PARTIES);
    }

    private void happen() {
        int who = random.nextInt(PARTIES);
        Party party = parties.get(who);
        switch (random.nextInt(6)) {
            case 0 -> {
                party.client.die();
                parties.set(who, new Party());
                parties.get(who).enter();
            }
            case 1 -> party.waiting.cancel(false);
            case 2 -> party.client.mine().expire();
            case 3 -> {
                party.client.cut();
                party.waiting.cancel(random.nextBoolean());
                party.client.mend();
            }
            case 4 -> {
                cluster.fates(FATES.get(random.nextInt(FATES.size())));
                cluster.hush(random.nextInt(2));
            }
            default -> parties.get(who).barrier.resetAsync();
        }
    }
}
