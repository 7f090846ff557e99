package io.holdfast.client.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.client.recipe.BalancerOptions.Choice;
import io.holdfast.client.recipe.InstanceStatus.Standing;
import io.holdfast.client.recipe.ServiceDirectory.Listed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadBalancerTest {
    private static final BalancerOptions OPTIONS =
            BalancerOptions.DEFAULT.ejectAfter(3, 5, 10).ejectFor(Duration.ofSeconds(1), Duration.ofSeconds(4));

    private List<Listed> listed = List.of();
    private long nanos = 1_000_000_000;

    private LoadBalancer balancer(BalancerOptions options) {
        return new LoadBalancer("s", () -> listed, options, () -> nanos);
    }

    private void instances(String... ids) {
        List<Listed> next = new ArrayList<>();
        for (String id : ids) {
            next.add(new Listed(ServiceInstance.of(id, id + ":1"), 1));
        }
        listed = List.copyOf(next);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    /** Picks until an instance comes, telling that all others went well. */
    private static Pick pick(LoadBalancer balancer, String id) {
        for (int i = 0; i < 100; i++) {
            Pick pick = balancer.pick();
            if (pick.instance().id().equals(id)) {
                return pick;
            }
            pick.succeeded();
        }
        throw new AssertionError(id + " is not picked: " + balancer.status());
    }

    private static void fail(LoadBalancer balancer, String id, int times) {
        for (int i = 0; i < times; i++) {
            pick(balancer, id).failed();
        }
    }

    private static Standing standing(LoadBalancer balancer, String id) {
        return balancer.status().stream()
                .filter(status -> status.instance().id().equals(id))
                .findFirst()
                .orElseThrow()
                .standing();
    }

    private static List<String> next(LoadBalancer balancer, int picks) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < picks; i++) {
            Pick pick = balancer.pick();
            ids.add(pick.instance().id());
            pick.succeeded();
        }
        return ids;
    }

    @Test
    void takesTurns() {
        instances("a", "b", "c");
        assertThat(next(balancer(OPTIONS), 6)).containsExactly("a", "b", "c", "a", "b", "c");
    }

    @Test
    void takesTurnsByWeightEvenlyMixed() {
        listed = List.of(
                new Listed(ServiceInstance.of("a", "a:1").weight(3), 1), new Listed(ServiceInstance.of("b", "b:1"), 1));
        assertThat(next(balancer(OPTIONS), 8)).containsExactly("a", "a", "b", "a", "a", "a", "b", "a");
    }

    @Test
    void picksTheOneWithTheFewestOpenForItsWeight() {
        listed = List.of(
                new Listed(ServiceInstance.of("a", "a:1").weight(2), 1), new Listed(ServiceInstance.of("b", "b:1"), 1));
        LoadBalancer balancer = balancer(OPTIONS.choice(Choice.LEAST_OUTSTANDING));
        Pick first = balancer.pick();
        List<String> ids = new ArrayList<>(List.of(first.instance().id()));
        for (int i = 0; i < 5; i++) {
            ids.add(balancer.pick().instance().id());
        }
        assertThat(ids).filteredOn("a"::equals).hasSize(4);
        first.close();
        assertThat(balancer.pick().instance().id()).isEqualTo("a");
    }

    @Test
    void prefersItsZoneWhileSomebodyIsInThere() {
        listed = List.of(
                new Listed(ServiceInstance.of("a", "a:1").zone("near"), 1),
                new Listed(ServiceInstance.of("b", "b:1").zone("far"), 1));
        LoadBalancer balancer = balancer(OPTIONS.preferring("near"));
        assertThat(next(balancer, 4)).containsOnly("a");
        fail(balancer, "a", 3);
        assertThat(next(balancer, 4)).containsOnly("b");
    }

    @Test
    void leavesOutWhoFailsInARowAndProbesItBackIn() {
        instances("a", "b");
        LoadBalancer balancer = balancer(OPTIONS);
        fail(balancer, "a", 2);
        pick(balancer, "a").succeeded();
        fail(balancer, "a", 2);
        assertThat(standing(balancer, "a")).isEqualTo(Standing.IN);
        fail(balancer, "a", 1);
        assertThat(standing(balancer, "a")).isEqualTo(Standing.EJECTED);
        assertThat(next(balancer, 5)).containsOnly("b");
        pass(Duration.ofMillis(1001));
        assertThat(standing(balancer, "a")).isEqualTo(Standing.PROBED);
        Pick probe = pick(balancer, "a");
        assertThat(next(balancer, 5)).as("one probe at a time").containsOnly("b");
        probe.succeeded();
        assertThat(standing(balancer, "a")).isEqualTo(Standing.IN);
    }

    @Test
    void leavesOutWhoFailsTooOftenAmongTheLast() {
        instances("a", "b");
        LoadBalancer balancer = balancer(OPTIONS);
        for (int i = 0; i < 4; i++) {
            pick(balancer, "a").failed();
            pick(balancer, "a").succeeded();
        }
        assertThat(standing(balancer, "a")).isEqualTo(Standing.IN);
        pick(balancer, "a").failed();
        assertThat(standing(balancer, "a")).isEqualTo(Standing.EJECTED);
    }

    @Test
    void theTimeOutsideDoublesUpToABoundAndBeginsAnewAfterALongGoodTime() {
        instances("a", "b");
        LoadBalancer balancer = balancer(OPTIONS);
        fail(balancer, "a", 3);
        for (int seconds : new int[] {1, 2, 4, 4}) {
            pass(Duration.ofSeconds(seconds).minusMillis(1));
            assertThat(standing(balancer, "a")).isEqualTo(Standing.EJECTED);
            pass(Duration.ofMillis(1));
            assertThat(standing(balancer, "a")).isEqualTo(Standing.PROBED);
            fail(balancer, "a", 1);
        }
        pass(Duration.ofSeconds(4));
        pick(balancer, "a").succeeded();
        pass(Duration.ofSeconds(4));
        fail(balancer, "a", 3);
        pass(Duration.ofSeconds(1));
        assertThat(standing(balancer, "a")).isEqualTo(Standing.PROBED);
    }

    @Test
    void neverLeavesOutMoreThanItsShare() {
        instances("a", "b", "c", "d", "e");
        LoadBalancer balancer = balancer(OPTIONS);
        for (String id : List.of("a", "b", "c", "d", "e")) {
            fail(balancer, id, 3);
        }
        assertThat(balancer.status())
                .filteredOn(status -> status.standing() != Standing.IN)
                .extracting(status -> status.instance().id())
                .containsExactly("a", "b");
        instances("a", "b", "c");
        assertThat(balancer.status())
                .filteredOn(status -> status.standing() != Standing.IN)
                .hasSize(1);
        instances("a");
        assertThat(next(balancer, 3)).containsOnly("a");
        fail(balancer, "a", 10);
        assertThat(standing(balancer, "a")).isEqualTo(Standing.IN);
    }

    @Test
    void aProbeThatNeverTellsIsNotWaitedForWithoutEnd() {
        instances("a", "b");
        LoadBalancer balancer = balancer(OPTIONS);
        fail(balancer, "a", 3);
        pass(Duration.ofSeconds(1));
        pick(balancer, "a");
        pass(Duration.ofSeconds(1));
        pick(balancer, "a").succeeded();
        assertThat(standing(balancer, "a")).isEqualTo(Standing.IN);
    }

    @Test
    void aProbeClosedWithoutAWordLetsAnotherFollow() {
        instances("a", "b");
        LoadBalancer balancer = balancer(OPTIONS);
        fail(balancer, "a", 3);
        pass(Duration.ofSeconds(1));
        pick(balancer, "a").close();
        pick(balancer, "a").succeeded();
        assertThat(standing(balancer, "a")).isEqualTo(Standing.IN);
    }

    @Test
    void anInstanceThatRegistersAnewBeginsCleanAndItsOldCallsTellNothing() {
        instances("a", "b");
        LoadBalancer balancer = balancer(OPTIONS);
        Pick old = pick(balancer, "a");
        fail(balancer, "a", 3);
        listed = List.of(new Listed(ServiceInstance.of("a", "a:2"), 9), new Listed(ServiceInstance.of("b", "b:1"), 1));
        assertThat(standing(balancer, "a")).isEqualTo(Standing.IN);
        old.failed();
        assertThat(balancer.status().get(0).outstanding()).isZero();
        Pick again = pick(balancer, "a");
        assertThat(again.instance().address()).isEqualTo("a:2");
    }

    @Test
    void aPickCountsOnce() {
        instances("a", "b");
        LoadBalancer balancer = balancer(OPTIONS);
        Pick pick = balancer.pick();
        assertThat(balancer.status().get(0).outstanding()).isEqualTo(1);
        pick.succeeded();
        pick.failed();
        pick.close();
        assertThat(balancer.status().get(0).outstanding()).isZero();
    }

    @Test
    void withoutInstancesThereIsATypedNo() {
        assertThatThrownBy(() -> balancer(OPTIONS).pick()).isInstanceOf(NoInstanceException.class);
        assertThat(balancer(OPTIONS).tryPick()).isEmpty();
    }

    @Test
    void optionsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> OPTIONS.ejectAfter(0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OPTIONS.ejectAfter(1, 5, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OPTIONS.ejectAfter(1, 1, 65)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OPTIONS.maxEjected(101)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OPTIONS.ejectFor(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
