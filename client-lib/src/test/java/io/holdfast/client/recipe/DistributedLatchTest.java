package io.holdfast.client.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.MemoryClient;
import io.holdfast.client.MemoryCluster.Fate;
import io.holdfast.client.RequestTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DistributedLatchTest extends RecipeFixture {
    private static final long SEED = Long.getLong("seed", 20_261_123);

    @Test
    void opensWhenTheLastArrivalCameAndForGood() {
        DistributedLatch latch = recipes().latch("l", 3);
        DistributedLatch other = recipes().latch("l", 3);
        CompletableFuture<DistributedLatch> opened = latch.awaitAsync(LONG);
        assertThat(other.countDown()).isEqualTo(2);
        assertThat(latch.countDown()).isEqualTo(1);
        assertThat(other.remaining()).isEqualTo(1);
        assertThat(opened).isNotDone();
        assertThat(latch.countDown()).isZero();
        opened.join();
        other.await(LONG);
        assertThat(other.countDown()).isZero();
        assertThat(recipes().latch("l", 3).remaining()).isZero();
        assertThat(cluster.keys("recipes/")).as("arrivals are not kept").hasSize(2);
    }

    @Test
    void whateverIsLostOnTheWayEachArrivalCountsOnce() {
        Random random = new Random(SEED);
        DistributedLatch latch = recipes().latch("l", 40);
        Fate[] fates = Fate.values();
        for (int i = 0; i < 200; i++) {
            cluster.fates(fates[random.nextInt(fates.length)]);
        }
        List<CompletableFuture<Integer>> counted = new ArrayList<>();
        List<DistributedLatch> handles =
                List.of(latch, recipes().latch("l", 40), recipes().latch("l", 40));
        for (int i = 0; i < 39; i++) {
            counted.add(handles.get(i % 3).countDownAsync("part-" + i));
        }
        counted.forEach(CompletableFuture::join);
        assertThat(latch.remaining()).as("seed " + SEED).isEqualTo(1);
        for (int i = 0; i < 39; i++) {
            handles.get(2).countDown("part-" + i);
        }
        assertThat(latch.remaining()).as("seed " + SEED).isEqualTo(1);
        assertThat(handles.get(1).countDown("part-39")).as("seed " + SEED).isZero();
    }

    @Test
    void anotherCountIsRefused() {
        recipes().latch("l", 3);
        assertThatThrownBy(() -> recipes().latch("l", 4))
                .isInstanceOf(RecipeMismatchException.class)
                .hasMessageContaining("count of 3");
        assertThatThrownBy(() -> recipes().latch("l", 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> recipes().latch("l", 10_001)).isInstanceOf(IllegalArgumentException.class);
        cluster.put("recipes/latch/x", "something else");
        assertThatThrownBy(() -> recipes().latch("x", 1)).isInstanceOf(RecipeMismatchException.class);
    }

    @Test
    void aLatchThatIsMadeByManyAtOnceIsOneLatch() {
        cluster.fates(Fate.REPLY_LOST, Fate.REQUEST_LOST);
        List<CompletableFuture<DistributedLatch>> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.add(recipes().latchAsync("l", 5));
        }
        made.forEach(each -> each.join().countDown());
        assertThat(recipes().latch("l", 5).remaining()).isZero();
    }

    @Test
    void whoeverWaitsIsToldOfADeletionAndAReset() {
        DistributedLatch latch = recipes().latch("l", 2);
        CompletableFuture<DistributedLatch> waiting = latch.awaitAsync(LONG);
        DistributedLatch again = recipes().latch("l", 2).reset(1);
        assertThat(failure(waiting)).isInstanceOf(RecipeGoneException.class);
        assertThatThrownBy(latch::countDown).isInstanceOf(RecipeGoneException.class);
        assertThatThrownBy(latch::remaining).isInstanceOf(RecipeGoneException.class);
        CompletableFuture<DistributedLatch> second = again.awaitAsync(LONG);
        assertThat(again.countDown()).isZero();
        second.join();
        again.delete();
        assertThatThrownBy(again::remaining).isInstanceOf(RecipeGoneException.class);
        assertThat(cluster.keys("recipes/")).isEmpty();
    }

    @Test
    void anArrivalOfAnEndedRoundDoesNotCountInTheNext() {
        DistributedLatch latch = recipes().latch("l", 2);
        latch.countDown("part");
        DistributedLatch next = latch.reset(2);
        assertThatThrownBy(() -> latch.countDown("part")).isInstanceOf(RecipeGoneException.class);
        assertThat(next.remaining()).isEqualTo(2);
        assertThat(next.countDown("part")).isEqualTo(1);
    }

    @Test
    void patienceEndsWithATimeoutAndTheWatch() {
        DistributedLatch latch = recipes().latch("l", 1);
        assertThatThrownBy(() -> latch.await(Duration.ofMillis(30)))
                .isInstanceOf(RequestTimeoutException.class)
                .hasMessageContaining("latch l");
        await().until(() -> cluster.openWatches() == 0);
        CompletableFuture<DistributedLatch> cancelled = latch.awaitAsync(LONG);
        cancelled.cancel(false);
        await().until(() -> cluster.openWatches() == 0);
    }

    @Test
    void aHundredWaitersHearOfOneEventEach() {
        DistributedLatch latch = recipes().latch("l", 50);
        List<CompletableFuture<DistributedLatch>> waiting = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waiting.add(latch.awaitAsync(LONG));
        }
        for (int i = 0; i < 50; i++) {
            latch.countDown();
        }
        waiting.forEach(CompletableFuture::join);
        assertThat(cluster.told()).isEqualTo(100);
    }

    @Test
    void whoeverWasCutOffWhileItOpenedLearnsItAfterwardsThoughHistoryIsGone() {
        MemoryClient far = client();
        CompletableFuture<DistributedLatch> waiting =
                Recipes.of(far).latch("l", 1).awaitAsync(LONG);
        far.cut();
        recipes().latch("l", 1).countDown();
        cluster.compact();
        assertThat(waiting).isNotDone();
        far.mend();
        waiting.join();
    }
}
