package io.holdfast.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.HoldfastClient;
import io.holdfast.client.RangeOptions;
import io.holdfast.client.RangeReply;
import io.holdfast.client.recipe.BalancerOptions;
import io.holdfast.client.recipe.BarrierArrival;
import io.holdfast.client.recipe.DistributedBarrier;
import io.holdfast.client.recipe.DistributedLatch;
import io.holdfast.client.recipe.GroupListener;
import io.holdfast.client.recipe.GroupView;
import io.holdfast.client.recipe.InstanceStatus;
import io.holdfast.client.recipe.InstanceStatus.Standing;
import io.holdfast.client.recipe.LoadBalancer;
import io.holdfast.client.recipe.Member;
import io.holdfast.client.recipe.Pick;
import io.holdfast.client.recipe.Recipes;
import io.holdfast.client.recipe.ServiceDirectory;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
import io.holdfast.it.workload.RecipeWorker;
import io.holdfast.it.workload.RecipeWorkers;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recipes in use by several processes while the leader and one of the processes are killed. */
class RecipeIT {
    /** After a member is killed: its time to live, one failover, and this machine's hesitation. */
    private static final Duration GONE = RecipeWorker.TTL.plus(Duration.ofSeconds(10));

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    private final List<String> heard = new CopyOnWriteArrayList<>();

    @Test
    void recipesKeepTheirPromisesWhileTheLeaderAndAMemberAreKilled() throws InterruptedException {
        try (ProcessCluster cluster = ProcessCluster.start(directory, 3);
                RecipeWorkers workers = new RecipeWorkers(cluster);
                HoldfastClient client = cluster.client()) {
            Recipes recipes = Recipes.of(client);
            try (GroupView group = recipes.group("workers").observe();
                    ServiceDirectory service = recipes.services().directory("work")) {
                group.listen(new Ear());
                RecipeWorkers.Worker a = workers.start("a");
                RecipeWorkers.Worker b = workers.start("b");
                RecipeWorkers.Worker c = workers.start("c");
                awaitMembers(group, "a", "b", "c");
                await("instances")
                        .atMost(PATIENCE)
                        .until(() -> service.instances().size() == 3);
                awaitProgress(workers);

                killLeader(cluster, workers);
                killMemberAndLeader(cluster, workers, group, c);
                RecipeWorkers.Worker d = workers.start("d");
                awaitMembers(group, "a", "b", "d");
                awaitProgress(workers);
                pauseLongerThanASessionLives(workers, group, service, b);
                ejectAndTakeBack(service, a);
                openTheLatch(cluster, recipes, List.of(a, b, d));

                List.of(a, b, d).forEach(RecipeWorkers.Worker::end);
                for (RecipeWorkers.Worker worker : List.of(a, b, d)) {
                    worker.awaitEnd();
                }
                awaitMembers(group);
                assertThat(heard).containsSubsequence("+a", "-a").containsSubsequence("+c", "-c", "+d", "-d");
            }
            assertThat(workers.errors()).isEmpty();
            assertBarrier(workers);
            assertCounter(workers, recipes.counter("total").get());
            assertThatAPartyThatGoesBreaksTheGeneration(cluster, client);
            assertThatWhatIsDeletedLeavesNothing(client, recipes);
        }
    }

    private static void tell(String line) {
        System.out.println("RecipeIT " + line);
    }

    private static void awaitMembers(GroupView group, String... names) {
        await("members " + List.of(names))
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> group.ready().isDone()
                        && group.members().stream().map(Member::id).toList().equals(List.of(names)));
    }

    /** All recipes go on: a hundred counts and ten generations more. */
    private static void awaitProgress(RecipeWorkers workers) {
        long begin = System.nanoTime();
        long before = workers.acknowledged();
        long counts = before + 100;
        int generations = workers.passed().size() + 10;
        await("counting").atMost(PATIENCE).until(() -> workers.acknowledged() >= counts);
        await("the barrier").atMost(PATIENCE).until(() -> workers.passed().size() >= generations);
        double seconds = (System.nanoTime() - begin) / 1e9;
        tell(String.format("progress: %d counts in %.1f s", workers.acknowledged() - before, seconds));
    }

    private static void killLeader(ProcessCluster cluster, RecipeWorkers workers) {
        ServerProcess leader = cluster.leader();
        leader.kill();
        awaitProgress(workers);
        leader.start();
        cluster.awaitReady(leader);
    }

    private void killMemberAndLeader(
            ProcessCluster cluster, RecipeWorkers workers, GroupView group, RecipeWorkers.Worker victim) {
        ServerProcess leader = cluster.leader();
        long begin = System.nanoTime();
        victim.kill();
        leader.kill();
        await(victim.name() + " is seen to leave")
                .atMost(GONE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> heard.contains("-" + victim.name()));
        long millis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
        tell("member and leader killed together: seen to leave after " + millis + " ms, ttl " + RecipeWorker.TTL);
        assertThat(group.member(victim.name())).isEmpty();
        assertThat(group.members()).as("nobody else left").hasSize(2);
        await("the generation of the killed one breaks")
                .atMost(PATIENCE)
                .until(() -> !workers.broken().isEmpty());
        leader.start();
        cluster.awaitReady(leader);
    }

    /** The others see it leave; it is told that it was lost, and comes back by itself. */
    private void pauseLongerThanASessionLives(
            RecipeWorkers workers, GroupView group, ServiceDirectory service, RecipeWorkers.Worker paused)
            throws InterruptedException {
        paused.pause();
        await(paused.name() + " is seen to leave").atMost(GONE).until(() -> heard.contains("-" + paused.name()));
        paused.resume();
        awaitMembers(group, "a", "b", "d");
        await(paused.name() + " is told").atMost(PATIENCE).until(() -> paused.said("state Lost"));
        await(paused.name() + " is back").atMost(PATIENCE).until(() -> paused.said("state Joined"));
        await("instances").atMost(PATIENCE).until(() -> service.instances().size() == 3);
        awaitProgress(workers);
    }

    private static void ejectAndTakeBack(ServiceDirectory service, RecipeWorkers.Worker sick) {
        LoadBalancer balancer = service.balancer(
                BalancerOptions.DEFAULT.ejectAfter(3, 5, 10).ejectFor(Duration.ofMillis(300), Duration.ofSeconds(2)));
        await("instances").atMost(PATIENCE).until(() -> service.instances().size() == 3);
        sick.command("sick");
        await("the sick one is left out").atMost(PATIENCE).until(() -> {
            call(balancer);
            return standing(balancer, sick).equals(Optional.of(Standing.EJECTED));
        });
        sick.command("well");
        await("the well one is back").atMost(PATIENCE).until(() -> {
            call(balancer);
            return standing(balancer, sick).equals(Optional.of(Standing.IN));
        });
    }

    private static Optional<Standing> standing(LoadBalancer balancer, RecipeWorkers.Worker worker) {
        return balancer.status().stream()
                .filter(status -> status.instance().id().equals(worker.name()))
                .map(InstanceStatus::standing)
                .findFirst();
    }

    private static void call(LoadBalancer balancer) {
        try (Pick pick = balancer.pick();
                Socket socket = new Socket()) {
            String[] address = pick.instance().address().split(":");
            socket.connect(new InetSocketAddress(address[0], Integer.parseInt(address[1])), 1000);
            if (socket.getInputStream().read() == 1) {
                pick.succeeded();
            } else {
                pick.failed();
            }
        } catch (IOException e) {
            throw new IllegalStateException("an instance that lives answers", e);
        }
    }

    private static void openTheLatch(ProcessCluster cluster, Recipes recipes, List<RecipeWorkers.Worker> workers) {
        DistributedLatch latch = recipes.latch("finished", RecipeWorker.PARTIES);
        CompletableFuture<DistributedLatch> open = latch.awaitAsync(Duration.ofMinutes(3));
        for (RecipeWorkers.Worker worker : workers.subList(0, 2)) {
            worker.command("arrive");
            await(worker.name() + " arrived").atMost(PATIENCE).until(() -> worker.said("arrived"));
        }
        assertThat(latch.remaining()).isEqualTo(1);
        ServerProcess leader = cluster.leader();
        leader.kill();
        assertThat(latch.countDown(workers.get(0).name())).as("counted before").isEqualTo(1);
        assertThat(open).isNotDone();
        workers.get(2).command("arrive");
        for (RecipeWorkers.Worker worker : workers) {
            await(worker.name() + " passes").atMost(PATIENCE).until(() -> worker.said("opened"));
        }
        open.join();
        leader.start();
        cluster.awaitReady(leader);
    }

    private static void assertBarrier(RecipeWorkers workers) {
        assertThat(workers.passed().size()).as("generations").isGreaterThanOrEqualTo(30);
        workers.passed().forEach((generation, parties) -> {
            assertThat(parties.values())
                    .as("parties of generation " + generation)
                    .doesNotHaveDuplicates();
            assertThat(workers.broken().getOrDefault(generation, "not broken"))
                    .as("generation " + generation + " passed by " + parties)
                    .isIn("not broken", "UNKNOWN");
        });
        long whole = workers.passed().values().stream()
                .filter(parties -> parties.size() == RecipeWorker.PARTIES)
                .count();
        tell("barrier: " + workers.passed().size() + " generations passed, " + whole + " told whole, broken "
                + workers.broken());
        // The killed process may have died before it told of its last one.
        assertThat(whole).isGreaterThanOrEqualTo(workers.passed().size() - 1L);
    }

    private static void assertCounter(RecipeWorkers workers, long total) {
        tell("counter: total " + total + ", acknowledged " + workers.acknowledged() + ", unknown " + workers.unknown());
        // The killed process may have died before it told of its last one.
        long untold = workers.unknown() + 1;
        assertThat(total).isBetween(workers.acknowledged(), workers.acknowledged() + untold);
        assertThat(workers.sums()).hasSize((int) workers.acknowledged());
        assertThat(workers.sums()).allMatch(sum -> sum >= 1 && sum <= total);
    }

    private static void assertThatAPartyThatGoesBreaksTheGeneration(ProcessCluster cluster, HoldfastClient client) {
        DistributedBarrier first = Recipes.of(client).barrier("three", 3);
        CompletableFuture<BarrierArrival> waiting = first.awaitAsync(PATIENCE);
        KeyRange parties = KeyRange.prefix(Bytes.utf8("recipes/barrier/three/at/"));
        RangeOptions count = RangeOptions.DEFAULT.countOnly();
        try (HoldfastClient second = cluster.client()) {
            Recipes.of(second).barrier("three", 3).awaitAsync(PATIENCE);
            await("two parties")
                    .atMost(PATIENCE)
                    .until(() ->
                            client.keyValue().blocking().range(parties, count).count() == 2);
        }
        assertThat(waiting)
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .withMessageContaining("PARTY_LOST");
        first.delete();
    }

    /** Latch and barrier end as documented, on nodes that check more than a model does. */
    private static void assertThatWhatIsDeletedLeavesNothing(HoldfastClient client, Recipes recipes) {
        DistributedLatch latch = recipes.latch("finished", RecipeWorker.PARTIES).reset(2);
        assertThat(latch.countDown("x")).isEqualTo(1);
        assertThat(latch.countDown("y")).isZero();
        latch.delete();
        DistributedBarrier barrier = recipes.barrier("step", RecipeWorker.PARTIES);
        CompletableFuture<BarrierArrival> waiting = barrier.awaitAsync(PATIENCE);
        await("somebody to wait").atMost(PATIENCE).until(barrier::reset);
        assertThat(waiting)
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .withMessageContaining("RESET");
        barrier.delete();
        recipes.counter("total").set(0);
        assertThat(client.keyValue().blocking().range(KeyRange.prefix(Bytes.utf8("recipes/")), RangeOptions.DEFAULT))
                .extracting(RangeReply::count)
                .as("keys but the counter's")
                .isEqualTo(1L);
    }

    private final class Ear implements GroupListener {
        @Override
        public void onJoined(Member member) {
            heard.add("+" + member.id());
        }

        @Override
        public void onUpdated(Member before, Member after) {
            heard.add("~" + after.id());
        }

        @Override
        public void onLeft(Member member) {
            heard.add("-" + member.id());
        }
    }
}
