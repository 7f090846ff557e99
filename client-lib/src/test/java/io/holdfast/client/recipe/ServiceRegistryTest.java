package io.holdfast.client.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.MemoryClient;
import io.holdfast.client.RequestTimeoutException;
import io.holdfast.model.Bytes;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ServiceRegistryTest extends RecipeFixture {
    private static final long SEED = Long.getLong("seed", 20_261_123);

    @Test
    void instancesComeChangeAndGo() {
        ServiceInstance a = ServiceInstance.of("a", "10.0.0.7:80").zone("eu-1").metadata(Map.of("v", "4=2"));
        ServiceRegistry registry = recipes().services();
        ServiceRegistration mine = registry.register("s", a);
        try (ServiceDirectory directory = recipes().services().directory("s")) {
            directory.awaitReady(LONG);
            assertThat(directory.instances()).containsExactly(a);
            mine.update(a.weight(7));
            await().until(() -> directory.instances().get(0).weight() == 7);
            assertThatThrownBy(() -> mine.update(ServiceInstance.of("b", "x")))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(directory.balancer(BalancerOptions.DEFAULT).pick().instance())
                    .isEqualTo(a.weight(7));
            mine.deregister();
            await().until(() -> directory.instances().isEmpty());
            assertThat(directory.balancer(BalancerOptions.DEFAULT).tryPick()).isEmpty();
        }
    }

    @Test
    void withoutTheClusterCallsGoToTheLastKnownInstances() {
        MemoryClient far = client();
        ServiceRegistry registry = recipes().services();
        ServiceRegistration a = registry.register("s", ServiceInstance.of("a", "a:1"));
        registry.register("s", ServiceInstance.of("b", "b:1"));
        try (ServiceDirectory directory = Recipes.of(far).services().directory("s")) {
            directory.awaitReady(LONG);
            assertThat(directory.instances()).hasSize(2);
            assertThat(directory.staleSince()).isEmpty();
            LoadBalancer balancer = directory.balancer(BalancerOptions.DEFAULT);
            far.cut();
            a.deregister();
            assertThat(directory.staleSince()).isPresent();
            assertThat(balancer.pick().instance().id()).isEqualTo("a");
            far.mend();
            await().until(() -> directory.instances().size() == 1);
            assertThat(directory.staleSince()).isEmpty();
            assertThat(balancer.pick().instance().id()).isEqualTo("b");
        }
    }

    @Test
    void aDirectoryThatKnowsNothingYetSaysSoAndPicksNothing() {
        MemoryClient far = client();
        far.cut();
        recipes().services().register("s", ServiceInstance.of("a", "a:1"));
        try (ServiceDirectory directory = Recipes.of(far).services().directory("s")) {
            assertThatThrownBy(() -> directory.awaitReady(Duration.ofMillis(20)))
                    .isInstanceOf(RequestTimeoutException.class);
            assertThat(directory.balancer(BalancerOptions.DEFAULT).tryPick()).isEmpty();
            far.mend();
            directory.awaitReady(LONG);
            assertThat(directory.balancer(BalancerOptions.DEFAULT).tryPick()).isPresent();
        }
    }

    @Test
    void whatIsNoInstanceIsLeftOut() {
        recipes().services().register("s", ServiceInstance.of("a", "a:1"));
        cluster.put("recipes/service/s/b", "garbage");
        cluster.put("recipes/service/s/c", "instance 1\naddress=c:1\nweight=lots");
        cluster.put("recipes/service/s/d", "instance 1\naddress=d:1\nlater=x");
        try (ServiceDirectory directory = recipes().services().directory("s")) {
            directory.awaitReady(LONG);
            assertThat(directory.instances()).hasSize(2);
            assertThat(directory.instances()).extracting(ServiceInstance::id).containsExactly("a", "d");
        }
    }

    @Test
    void anyBytesDecodeToAnInstanceOrAreRefused() {
        Random random = new Random(SEED);
        byte[] good = InstanceCodec.encode(ServiceInstance.of("a", "a:1").metadata(Map.of("k", "v")))
                .toArray();
        int refused = 0;
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = good.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                InstanceCodec.decode(new Member("a", Bytes.copyOf(bytes), 1, 1, 1));
            } catch (IllegalArgumentException e) {
                refused++;
            }
        }
        assertThat(refused).as("seed " + SEED).isPositive();
    }

    @Test
    void instancesAreBounded() {
        assertThatThrownBy(() -> ServiceInstance.of("a", "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ServiceInstance.of("a", "a\n")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ServiceInstance.of("a", "a").weight(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ServiceInstance.of("a", "a").metadata(Map.of("a=b", "c")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ServiceInstance.of("a", "a").metadata(Map.of("a", "c".repeat(4096))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anInstanceRegistersAgainByItselfAfterItsSessionWasLost() {
        MemoryClient client = client();
        Recipes.of(client).services().register("s", ServiceInstance.of("a", "a:1"));
        try (ServiceDirectory directory = recipes().services().directory("s")) {
            directory.awaitReady(LONG);
            assertThat(directory.instances()).hasSize(1);
            client.mine().expireThere();
            await().until(() -> directory.instances().isEmpty());
            client.mine().expireHere();
            await().until(() -> directory.instances().size() == 1);
        }
    }
}
