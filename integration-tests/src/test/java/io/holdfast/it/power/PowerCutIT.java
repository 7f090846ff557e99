package io.holdfast.it.power;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.HoldfastClient;
import io.holdfast.it.cluster.Agreement;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
import io.holdfast.it.workload.Writers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power fails under load, of one node, of a majority, of all: every node starts again, nothing acknowledged is lost,
 * and no term has two leaders (G1). What a cut leaves of unsynced writes is drawn from a seed ({@code -Dseed=N}).
 */
class PowerCutIT {
    private static final int NODES = 3;
    private static final int WRITERS = 8;
    private static final List<Disk.Cut> CUTS = List.copyOf(EnumSet.allOf(Disk.Cut.class));
    private static final Pattern LEADER = Pattern.compile("leader changed leader=(\\S+) term=(\\d+)");

    @TempDir
    Path directory;

    @Test
    void powerCutsOfOneOfTwoAndOfAllNodesLoseNothingAcknowledged() throws IOException {
        cutThrough(3);
    }

    @Test
    @Tag("soak")
    void fortyPowerCutsLoseNothingAcknowledged() throws IOException {
        cutThrough(40);
    }

    /** What the others would say if syncs were missing: this one can fail, so they can. */
    @Test
    void aDiskThatOnlySaysItSyncedTheLogIsFoundOutByWhatIsLost() throws IOException {
        Path agent = RecorderJar.pack(directory.resolve("agent"));
        try (ProcessCluster cluster = ProcessCluster.prepare(directory, NODES)) {
            List<PoweredNode> nodes = cluster.nodes().stream()
                    .map(server -> PoweredNode.lying(server, agent))
                    .toList();
            cluster.startAll();
            try (HoldfastClient client = cluster.client();
                    Writers writers = Writers.start(client, "power", WRITERS)) {
                writers.awaitMore(100);
                writers.stop();
                nodes.forEach(node -> node.cut(Disk.Cut.STRICT, 1));
                cluster.startAll();
                assertThatThrownBy(writers::assertNothingAcknowledgedIsLost)
                        .isInstanceOf(AssertionError.class)
                        .hasMessageContaining("the last acknowledged is");
            }
        }
    }

    private void cutThrough(int rounds) throws IOException {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        List<String> story = new ArrayList<>(List.of("seed " + seed));
        Path agent = RecorderJar.pack(directory.resolve("agent"));
        try (ProcessCluster cluster = ProcessCluster.prepare(directory, NODES)) {
            List<PoweredNode> nodes = cluster.nodes().stream()
                    .map(server -> new PoweredNode(server, agent))
                    .toList();
            cluster.startAll();
            try (HoldfastClient client = cluster.client();
                    Writers writers = Writers.start(client, "power", WRITERS)) {
                for (int round = 0; round < rounds; round++) {
                    // All, then one, then two of the nodes; the number of writes before it makes the moment random.
                    int victims = (round + NODES - 1) % NODES + 1;
                    progress(writers, 100 + random.nextInt(1_000), story);
                    cut(random, nodes, victims, story);
                    if (random.nextBoolean()) {
                        cutAgainWhileStarting(random, nodes, story);
                    }
                    cluster.startAll();
                }
                progress(writers, 100, story);
                writers.stop();
                writers.assertNothingAcknowledgedIsLost();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(String.join("\n", story), e);
            }
            Agreement.await(cluster);
            assertThat(termsWithTwoLeaders(cluster.nodes()))
                    .as(story.toString())
                    .isEmpty();
        }
    }

    private static void cut(Random random, List<PoweredNode> nodes, int victims, List<String> story) {
        List<PoweredNode> order = new ArrayList<>(nodes);
        Collections.shuffle(order, random);
        for (PoweredNode victim : order.subList(0, victims)) {
            cut(random, victim, story);
        }
    }

    private static void cut(Random random, PoweredNode victim, List<String> story) {
        Disk.Cut how = CUTS.get(random.nextInt(CUTS.size()));
        long seed = random.nextLong();
        story.add("cut " + victim.server().node() + " " + how + " seed " + seed);
        victim.cut(how, seed);
    }

    /** A node that just came back: it repairs, votes and catches up when its power fails once more. */
    private static void cutAgainWhileStarting(Random random, List<PoweredNode> nodes, List<String> story) {
        PoweredNode victim = nodes.stream()
                .filter(node -> !node.server().isAlive())
                .findFirst()
                .orElseThrow();
        victim.server().start();
        long millis = 500L + random.nextInt(3_000);
        await().pollDelay(Duration.ofMillis(millis))
                .atMost(Duration.ofMinutes(1))
                .until(() -> true);
        assertThat(victim.server().isAlive()).as(victim.server().output()).isTrue();
        story.add("after " + millis + " ms again");
        cut(random, victim, story);
    }

    private static void progress(Writers writers, long more, List<String> story) {
        long goal = writers.acknowledged() + more;
        await(story.toString()).atMost(Duration.ofSeconds(60)).until(() -> writers.acknowledged() >= goal);
    }

    private static Map<Long, Set<String>> termsWithTwoLeaders(List<ServerProcess> servers) {
        Map<Long, Set<String>> leaders = new TreeMap<>();
        for (ServerProcess server : servers) {
            Matcher line = LEADER.matcher(server.outputOfAllStarts());
            while (line.find()) {
                leaders.computeIfAbsent(Long.valueOf(line.group(2)), term -> new TreeSet<>())
                        .add(line.group(1));
            }
        }
        assertThat(leaders).as("leaders by term").isNotEmpty();
        leaders.values().removeIf(of -> of.size() == 1);
        return leaders;
    }
}
