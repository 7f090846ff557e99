package io.holdfast.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.Session;
import io.holdfast.client.SessionOptions;
import io.holdfast.client.SessionState;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
import io.holdfast.it.workload.Channels;
import io.holdfast.it.workload.Flood;
import io.holdfast.it.workload.Writers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** Far more than the cluster can do is asked of it: it refuses what is too much, and what it took up it keeps (G11). */
@Tag("alone")
class OverloadIT {
    /** What one identity has open at a time; more than the cluster does in a second. */
    private static final int STREAMS = 8;

    private static final int WINDOW = 8_000;
    private static final List<String> CROWD = List.of("crowd1", "crowd2", "crowd3");
    private static final Duration SESSION = Duration.ofSeconds(10);

    /** How soon after the flood the cluster is to be as quick as before. */
    private static final Duration CALM = Duration.ofSeconds(5);

    @TempDir
    Path directory;

    @Test
    void pain9_anOverloadOfSecondsCostsNoAcknowledgedWriteAndNoSession(TestReporter report) {
        flood(report, Duration.ofSeconds(12));
    }

    @Test
    @Tag("soak")
    void pain9_anOverloadOfTwoMinutesCostsNoAcknowledgedWriteAndNoSession(TestReporter report) {
        flood(report, Duration.ofMinutes(2));
    }

    private void flood(TestReporter report, Duration lasting) {
        try (ProcessCluster cluster = started();
                HoldfastClient client = cluster.client(Duration.ofSeconds(10));
                HoldfastClient holder = cluster.client()) {
            Session session = holder.sessions().open(SessionOptions.of(SESSION)).join();
            List<SessionState> states = new CopyOnWriteArrayList<>();
            session.onStateChange(states::add);
            CROWD.forEach(cluster.pki()::client);
            ServerProcess leader = cluster.leader();

            double sustained = sustained(cluster, leader);
            long usual = worstOfTheMiddle(client, 200);
            try (Writers writers = Writers.start(client, "kept", 2)) {
                floodWhoeverLeads(cluster, lasting, sustained, report);
                await("latency as before the flood, which was " + usual / 1_000 + " us")
                        .atMost(CALM)
                        .pollInterval(Duration.ofMillis(10))
                        .until(() -> worstOfTheMiddle(client, 50) <= 3 * usual + 5_000_000);
                writers.stop();
                assertThat(writers.acknowledged()).as("writes of the others").isPositive();
                writers.assertNothingAcknowledgedIsLost();
            }
            assertThat(cluster.nodes()).allSatisfy(OverloadIT::lives);
            assertThat(states).doesNotContain(SessionState.EXPIRED);
            assertThat(session.state()).isIn(SessionState.CONNECTED, SessionState.RECONNECTED);
            assertThat(holder.sessions().get(session.id()).join()).isPresent();
        }
    }

    /** Under load a busy machine may change its leader: the flood goes on at the next one. */
    private void floodWhoeverLeads(ProcessCluster cluster, Duration lasting, double sustained, TestReporter report) {
        long begun = System.nanoTime();
        long[] counted = new long[3];
        int leaders = 0;
        while (System.nanoTime() - begun < lasting.toNanos()) {
            leaders++;
            try (Flood flood = Flood.start(channels(cluster, cluster.leader()), WINDOW)) {
                await("the end of the flood")
                        .pollInterval(Duration.ofMillis(200))
                        .atMost(lasting.plusSeconds(60))
                        .until(() -> flood.isTurnedAway() || System.nanoTime() - begun >= lasting.toNanos());
                counted[0] += flood.sent();
                counted[1] += flood.applied();
                counted[2] += flood.overloaded();
                assertThat(cluster.nodes()).allSatisfy(OverloadIT::lives);
                assertThat(flood.surprises()).isEmpty();
            }
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        report.publishEntry(Map.of(
                "leaders", Integer.toString(leaders),
                "sustained/s", Long.toString(Math.round(sustained)),
                "demanded/s", Long.toString(Math.round(counted[0] / seconds)),
                "applied/s", Long.toString(Math.round(counted[1] / seconds)),
                "refused/s", Long.toString(Math.round(counted[2] / seconds))));
        assertThat(counted[1]).as("acknowledged to the crowd").isPositive();
        assertThat(counted[2]).as("refused").isPositive();
    }

    /** With the heap that the start script gives: the other tests make do with less, the defaults of the bounds do not. */
    private ProcessCluster started() {
        ProcessCluster cluster = ProcessCluster.prepare(directory, 3);
        cluster.nodes().forEach(node -> node.jvmOptions("-Xmx1g"));
        cluster.startAll();
        return cluster;
    }

    private static void lives(ServerProcess node) {
        assertThat(node.isAlive())
                .as(() -> node.node() + " said:\n" + node.output())
                .isTrue();
    }

    /** What one client with 128 puts open gets done in a second, once warm. */
    private static double sustained(ProcessCluster cluster, ServerProcess leader) {
        try (Flood load = Flood.start(List.of(Channels.to(leader, cluster.pki().material("tester"))), 128)) {
            long begun = System.nanoTime();
            await().pollInterval(Duration.ofMillis(50)).until(() -> System.nanoTime() - begun >= 2_000_000_000L);
            long before = load.applied();
            long from = System.nanoTime();
            await().pollInterval(Duration.ofMillis(50)).until(() -> System.nanoTime() - from >= 2_000_000_000L);
            return (load.applied() - before) / ((System.nanoTime() - from) / 1e9);
        }
    }

    private static List<ManagedChannel> channels(ProcessCluster cluster, ServerProcess node) {
        List<ManagedChannel> channels = new ArrayList<>();
        for (String name : CROWD) {
            for (int i = 0; i < STREAMS; i++) {
                channels.add(Channels.to(node, cluster.pki().material(name)));
            }
        }
        return channels;
    }

    /** The 75th percentile of so many puts one after the other, in nanoseconds: a single hiccup is not load. */
    private static long worstOfTheMiddle(HoldfastClient client, int puts) {
        long[] took = new long[puts];
        for (int i = 0; i < puts; i++) {
            long before = System.nanoTime();
            client.keyValue().blocking().put("probe", Integer.toString(i));
            took[i] = System.nanoTime() - before;
        }
        Arrays.sort(took);
        return took[puts * 3 / 4];
    }
}
