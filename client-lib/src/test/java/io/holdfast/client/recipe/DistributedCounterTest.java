package io.holdfast.client.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.client.HoldfastException;
import io.holdfast.client.MemoryCluster.Fate;
import io.holdfast.client.OperationOutcome;
import io.holdfast.client.RequestTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DistributedCounterTest extends RecipeFixture {
    private static final long SEED = Long.getLong("seed", 20_261_123);

    @Test
    void beginsAtZeroAndCountsForEverybody() {
        DistributedCounter one = recipes().counter("c");
        DistributedCounter other = recipes().counter("c");
        assertThat(one.get()).isZero();
        assertThat(one.increment()).isEqualTo(1);
        assertThat(other.add(41)).isEqualTo(42);
        assertThat(one.add(-2)).isEqualTo(40);
        other.set(7);
        assertThat(one.increment()).isEqualTo(8);
        assertThat(cluster.keys("recipes/")).containsExactly("recipes/counter/c");
    }

    @Test
    void whateverIsLostOnTheWayEachIncrementIsMadeOnce() {
        Random random = new Random(SEED);
        Fate[] fates = {Fate.ANSWERED, Fate.REPLY_LOST, Fate.REQUEST_LOST};
        for (int i = 0; i < 300; i++) {
            cluster.fates(fates[random.nextInt(fates.length)]);
        }
        List<CompletableFuture<Long>> sums = new ArrayList<>();
        for (int client = 0; client < 3; client++) {
            DistributedCounter counter = recipes().counter("c");
            for (int i = 0; i < 20; i++) {
                sums.add(counter.incrementAsync());
            }
        }
        List<Long> told = sums.stream().map(CompletableFuture::join).sorted().toList();
        assertThat(told).as("seed " + SEED).hasSize(60).doesNotHaveDuplicates();
        assertThat(told.get(59)).as("seed " + SEED).isEqualTo(60);
        assertThat(recipes().counter("c").get()).as("seed " + SEED).isEqualTo(60);
    }

    @Test
    void aChangeThatNobodyRemembersFailsAsUnknown() {
        cluster.fates(Fate.ANSWERED, Fate.FORGOTTEN);
        DistributedCounter counter = recipes().counter("c");
        counter.increment();
        assertThatThrownBy(counter::increment)
                .isInstanceOfSatisfying(
                        HoldfastException.class,
                        thrown -> assertThat(thrown.outcome()).isEqualTo(OperationOutcome.UNKNOWN));
    }

    @Test
    void anOverflowChangesNothing() {
        DistributedCounter counter = recipes().counter("c");
        counter.set(Long.MAX_VALUE - 1);
        assertThat(counter.increment()).isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(counter::increment).isInstanceOf(CounterOverflowException.class);
        assertThat(counter.get()).isEqualTo(Long.MAX_VALUE);
        counter.set(Long.MIN_VALUE);
        assertThatThrownBy(() -> counter.add(-1)).isInstanceOf(CounterOverflowException.class);
        assertThat(counter.add(1)).isEqualTo(Long.MIN_VALUE + 1);
    }

    @Test
    void anOverflowIsDecidedByWhatTheCounterIsNotByWhatItWas() {
        DistributedCounter stale = recipes().counter("c");
        stale.set(Long.MAX_VALUE);
        recipes().counter("c").set(5);
        assertThat(stale.increment()).isEqualTo(6);
    }

    @Test
    void comparesAndSets() {
        DistributedCounter counter = recipes().counter("c");
        assertThat(counter.compareAndSet(0, 5)).isTrue();
        recipes().counter("c").set(9);
        assertThat(counter.compareAndSet(5, 6)).isFalse();
        assertThat(counter.compareAndSet(9, 10)).isTrue();
        assertThat(counter.get()).isEqualTo(10);
    }

    @Test
    void aCounterThatOthersNeverLeaveAloneFailsInTimeAndUnchanged() {
        DistributedCounter counter =
                recipes().withTimeout(Duration.ofMillis(200)).counter("c");
        cluster.beforeWrite(() -> cluster.put("recipes/counter/c", "3"));
        assertThatThrownBy(counter::increment)
                .isInstanceOfSatisfying(
                        RequestTimeoutException.class,
                        thrown -> assertThat(thrown.outcome()).isEqualTo(OperationOutcome.NOT_APPLIED));
        assertThat(counter.get()).isEqualTo(3);
    }

    @Test
    void aKeyThatIsNoCounterIsNotTouched() {
        cluster.put("recipes/counter/c", "many");
        DistributedCounter counter = recipes().counter("c");
        assertThatThrownBy(counter::increment).isInstanceOf(RecipeMismatchException.class);
        assertThatThrownBy(counter::get).isInstanceOf(RecipeMismatchException.class);
    }

    @Test
    void namesAndPrefixesAreChecked() {
        Recipes recipes = recipes();
        assertThatThrownBy(() -> recipes.counter("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> recipes.counter("a/b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> recipes.counter("a\n")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> recipes.counter("x".repeat(257))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> recipes.under("no-slash")).isInstanceOf(IllegalArgumentException.class);
        recipes.under("shop/").counter("c").increment();
        assertThat(cluster.keys("")).containsExactly("shop/counter/c");
    }
}
