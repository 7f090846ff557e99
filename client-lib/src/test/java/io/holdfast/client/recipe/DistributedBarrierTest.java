package io.holdfast.client.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.HoldfastException;
import io.holdfast.client.MemoryClient;
import io.holdfast.client.MemoryCluster.Fate;
import io.holdfast.client.OperationOutcome;
import io.holdfast.client.recipe.BarrierBrokenException.Cause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistributedBarrierTest extends RecipeFixture {
    private static final long SEED = Long.getLong("seed", 20_261_123);

    private final List<MemoryClient> clients = new ArrayList<>();

    private List<DistributedBarrier> parties(int count) {
        List<DistributedBarrier> parties = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(client());
            parties.add(Recipes.of(clients.get(i)).barrier("b", count));
        }
        return parties;
    }

    /** All but the last arrive, one after the other. */
    private List<CompletableFuture<BarrierArrival>> allButOne(List<DistributedBarrier> parties) {
        List<CompletableFuture<BarrierArrival>> waiting = new ArrayList<>();
        for (int i = 0; i < parties.size() - 1; i++) {
            waiting.add(parties.get(i).awaitAsync(LONG));
            int arrived = i + 1;
            await().until(() -> present() == arrived);
        }
        return waiting;
    }

    private int present() {
        return cluster.keys("recipes/barrier/b/at/").size();
    }

    private static Cause cause(CompletableFuture<BarrierArrival> party) {
        return ((BarrierBrokenException) failure(party)).why();
    }

    @Test
    void allPassTogetherGenerationAfterGeneration() {
        Random random = new Random(SEED);
        Fate[] fates = {Fate.ANSWERED, Fate.REPLY_LOST, Fate.REQUEST_LOST};
        List<DistributedBarrier> parties = parties(4);
        for (int i = 0; i < 300; i++) {
            cluster.fates(fates[random.nextInt(fates.length)]);
        }
        for (int generation = 1; generation <= 15; generation++) {
            List<CompletableFuture<BarrierArrival>> passing = new ArrayList<>();
            parties.forEach(party -> passing.add(party.awaitAsync(LONG)));
            List<BarrierArrival> passed =
                    passing.stream().map(CompletableFuture::join).toList();
            long number = generation;
            assertThat(passed).as("seed " + SEED).allMatch(each -> each.generation() == number);
            assertThat(passed.stream().map(BarrierArrival::index))
                    .as("seed " + SEED)
                    .containsExactlyInAnyOrder(0, 1, 2, 3);
        }
        assertThat(cluster.keys("recipes/barrier/")).as("keys left").hasSizeLessThanOrEqualTo(5);
        await().until(() -> cluster.openWatches() == 0);
    }

    @Test
    void nobodyPassesBeforeTheLastArrives() {
        List<DistributedBarrier> parties = parties(3);
        List<CompletableFuture<BarrierArrival>> waiting = allButOne(parties);
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        assertThat(parties.get(2).await(LONG)).isEqualTo(new BarrierArrival(2, 1));
        assertThat(waiting.get(0).join()).isEqualTo(new BarrierArrival(0, 1));
        assertThat(waiting.get(1).join()).isEqualTo(new BarrierArrival(1, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void thePartyThatDiesBreaksItForAllOthersWhicheverItIs(int dead) {
        List<DistributedBarrier> parties = parties(4);
        List<CompletableFuture<BarrierArrival>> waiting = allButOne(parties);
        clients.get(dead).die();
        for (int i = 0; i < 3; i++) {
            if (i != dead) {
                assertThat(cause(waiting.get(i))).isEqualTo(Cause.PARTY_LOST);
            }
        }
        assertThat(waiting.get(dead)).isNotDone();
    }

    @Test
    void theNextGenerationBeginsByItselfAfterABrokenOne() {
        List<DistributedBarrier> parties = parties(2);
        assertThatThrownBy(() -> parties.get(0).await(Duration.ofMillis(500)))
                .isInstanceOfSatisfying(
                        BarrierBrokenException.class,
                        broken -> assertThat(broken.why()).isEqualTo(Cause.TIMED_OUT));
        CompletableFuture<BarrierArrival> again = parties.get(0).awaitAsync(LONG);
        // A party that came before this one is back would make up the first generation with what it left there.
        await().until(() ->
                cluster.keys("recipes/barrier/b/at/0000000000000000002/").size() == 1);
        assertThat(parties.get(1).await(LONG).generation()).isEqualTo(2);
        assertThat(again.join().generation()).isEqualTo(2);
    }

    @Test
    void whoeverArrivesAfterADeathThatNobodySawBreaksThatGenerationAndBeginsTheNext() {
        List<DistributedBarrier> parties = parties(2);
        parties.get(0).awaitAsync(LONG);
        await().until(() -> present() == 1);
        clients.get(0).die();
        CompletableFuture<BarrierArrival> waiting = parties.get(1).awaitAsync(LONG);
        await().until(() -> present() == 1);
        DistributedBarrier third = recipes().barrier("b", 2);
        assertThat(third.await(LONG)).isEqualTo(new BarrierArrival(1, 2));
        assertThat(waiting.join()).isEqualTo(new BarrierArrival(0, 2));
    }

    @Test
    void onePartysPatienceEndsForAll() {
        List<DistributedBarrier> parties = parties(3);
        CompletableFuture<BarrierArrival> patient = parties.get(0).awaitAsync(LONG);
        await().until(() -> present() == 1);
        CompletableFuture<BarrierArrival> hasty = parties.get(1).awaitAsync(Duration.ofMillis(500));
        assertThat(cause(hasty)).isEqualTo(Cause.TIMED_OUT);
        assertThat(cause(patient)).isEqualTo(Cause.TIMED_OUT);
    }

    @Test
    void whoeverCancelsOrResetsOrDeletesBreaksItForAll() {
        List<DistributedBarrier> parties = parties(3);
        List<CompletableFuture<BarrierArrival>> waiting = allButOne(parties);
        waiting.get(0).cancel(false);
        assertThat(cause(waiting.get(1))).isEqualTo(Cause.WITHDRAWN);
        assertThat(parties.get(2).reset()).as("nobody waits").isFalse();
        CompletableFuture<BarrierArrival> second = parties.get(0).awaitAsync(LONG);
        await().until(() ->
                cluster.keys("recipes/barrier/b/at/0000000000000000002/").size() == 1);
        assertThat(parties.get(2).reset()).isTrue();
        assertThat(cause(second)).isEqualTo(Cause.RESET);
        CompletableFuture<BarrierArrival> third = parties.get(0).awaitAsync(LONG);
        await().until(() ->
                cluster.keys("recipes/barrier/b/at/0000000000000000003/").size() == 1);
        parties.get(2).delete();
        assertThat(cause(third)).isEqualTo(Cause.DELETED);
        assertThat(failure(parties.get(0).awaitAsync(LONG))).isInstanceOf(RecipeGoneException.class);
        assertThat(cluster.keys("recipes/")).isEmpty();
    }

    @Test
    void aPartyWhoseSessionIsOverByItsOwnClockBreaksIt() {
        List<DistributedBarrier> parties = parties(3);
        List<CompletableFuture<BarrierArrival>> waiting = allButOne(parties);
        clients.get(0).mine().expireHere();
        assertThat(cause(waiting.get(0))).isEqualTo(Cause.PARTY_LOST);
        assertThat(cause(waiting.get(1))).isEqualTo(Cause.PARTY_LOST);
    }

    @Test
    void whoeverWasCutOffUntilHistoryWasGoneIsToldThatNobodyKnows() {
        List<DistributedBarrier> parties = parties(2);
        CompletableFuture<BarrierArrival> waiting = parties.get(0).awaitAsync(LONG);
        await().until(() -> present() == 1);
        await().until(() -> cluster.openWatches() == 2);
        clients.get(0).cut();
        parties.get(1).await(LONG);
        parties.get(1).awaitAsync(LONG);
        recipes().barrier("b", 2).await(LONG);
        cluster.compact();
        clients.get(0).mend();
        assertThat(cause(waiting)).isEqualTo(Cause.UNKNOWN);
    }

    @Test
    void anArrivalThatNobodyCouldBeAskedAboutStandsForNobodyElse() {
        DistributedBarrier mine = recipes().barrier("b", 2);
        cluster.fates(Fate.REPLY_LOST);
        cluster.hush(1);
        assertThatThrownBy(() -> mine.await(LONG))
                .isInstanceOfSatisfying(
                        HoldfastException.class,
                        thrown -> assertThat(thrown.outcome()).isEqualTo(OperationOutcome.UNKNOWN));
        assertThat(present()).as("it stands there").isEqualTo(1);
        CompletableFuture<BarrierArrival> again = mine.awaitAsync(LONG);
        await().until(() ->
                cluster.keys("recipes/barrier/b/at/0000000000000000002/").size() == 1);
        assertThat(again).isNotDone();
        assertThat(recipes().barrier("b", 2).await(LONG)).isEqualTo(new BarrierArrival(1, 2));
        assertThat(again.join()).isEqualTo(new BarrierArrival(0, 2));
    }

    @Test
    void anArrivalThatNobodyCouldBeAskedAboutIsBrokenForOthersByItself() {
        List<DistributedBarrier> parties = parties(3);
        CompletableFuture<BarrierArrival> other = parties.get(0).awaitAsync(LONG);
        await().until(() -> present() == 1);
        cluster.fates(Fate.REPLY_LOST);
        cluster.hush(1);
        assertThatThrownBy(() -> parties.get(1).await(LONG)).isInstanceOf(HoldfastException.class);
        assertThat(cause(other)).isEqualTo(Cause.PARTY_LOST);
    }

    @Test
    void whoeverWithdrawsAndComesBackAtOnceIsCountedOnce() {
        DistributedBarrier mine = recipes().barrier("b", 2);
        DistributedBarrier others = recipes().barrier("b", 2);
        Random random = new Random(SEED);
        for (int i = 0; i < 100; i++) {
            CompletableFuture<BarrierArrival> first = mine.awaitAsync(LONG);
            // At any moment of its arrival.
            int moment = random.nextInt(2000);
            for (int spin = 0; spin < moment; spin++) {
                Thread.onSpinWait();
            }
            first.cancel(false);
            CompletableFuture<BarrierArrival> again = mine.awaitAsync(LONG);
            BarrierArrival other = others.await(LONG);
            assertThat(again.join().generation())
                    .as("seed " + SEED + ", turn " + i)
                    .isEqualTo(other.generation());
        }
    }

    @Test
    void whoeverWithdrawsWithoutAnyNodeInReachIsTakenOutAfterwards() {
        List<DistributedBarrier> parties = parties(3);
        List<CompletableFuture<BarrierArrival>> waiting = allButOne(parties);
        clients.get(0).cut();
        waiting.get(0).cancel(false);
        assertThat(waiting.get(1)).isNotDone();
        clients.get(0).mend();
        assertThat(cause(waiting.get(1))).isEqualTo(Cause.WITHDRAWN);
    }

    @Test
    void whosePatienceEndsWithoutAnyNodeInReachIsToldThatTheOutcomeIsUnknown() {
        List<DistributedBarrier> parties = parties(2);
        CompletableFuture<BarrierArrival> waiting = parties.get(0).awaitAsync(Duration.ofSeconds(1));
        await().until(() -> present() == 1);
        clients.get(0).cut();
        assertThat(failure(waiting))
                .isInstanceOfSatisfying(
                        HoldfastException.class,
                        thrown -> assertThat(thrown.outcome()).isEqualTo(OperationOutcome.UNKNOWN));
        clients.get(0).mend();
        CompletableFuture<BarrierArrival> again = parties.get(0).awaitAsync(LONG);
        assertThat(parties.get(1).await(LONG).generation()).isEqualTo(2);
        assertThat(again.join().generation()).isEqualTo(2);
    }

    @Test
    void twentyPartiesHearOfOneEventEachAndADeathWakesNoneTwice() {
        List<DistributedBarrier> parties = parties(20);
        List<CompletableFuture<BarrierArrival>> waiting = allButOne(parties);
        parties.get(19).await(LONG);
        waiting.forEach(CompletableFuture::join);
        assertThat(cluster.told()).isEqualTo(19);
        List<CompletableFuture<BarrierArrival>> second = new ArrayList<>();
        for (DistributedBarrier party : parties.subList(0, 19)) {
            second.add(party.awaitAsync(LONG));
        }
        await().until(() ->
                cluster.keys("recipes/barrier/b/at/0000000000000000002/").size() == 19);
        clients.get(7).die();
        for (int i = 0; i < 19; i++) {
            if (i != 7) {
                assertThat(cause(second.get(i))).isEqualTo(Cause.PARTY_LOST);
            }
        }
        assertThat(cluster.told()).isBetween(19 + 18L, 19 + 18 + 2L);
    }

    @Test
    void anotherNumberOfPartiesIsRefused() {
        recipes().barrier("b", 3);
        assertThatThrownBy(() -> recipes().barrier("b", 4)).isInstanceOf(RecipeMismatchException.class);
        assertThatThrownBy(() -> recipes().barrier("b", 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> recipes().barrier("b", 101)).isInstanceOf(IllegalArgumentException.class);
        cluster.put("recipes/barrier/y", "barrier 1 2 1 999999");
        assertThatThrownBy(() -> recipes().barrier("y", 2)).isInstanceOf(RecipeMismatchException.class);
        cluster.put("recipes/barrier/x", "else");
        assertThatThrownBy(() -> recipes().barrier("x", 1)).isInstanceOf(RecipeMismatchException.class);
    }

    @Test
    void aBarrierOfOnePassesAlone() {
        DistributedBarrier alone = recipes().barrier("b", 1);
        assertThat(alone.await(LONG)).isEqualTo(new BarrierArrival(0, 1));
        assertThat(alone.await(LONG)).isEqualTo(new BarrierArrival(0, 2));
    }
}
