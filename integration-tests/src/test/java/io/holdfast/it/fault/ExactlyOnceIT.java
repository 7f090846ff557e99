package io.holdfast.it.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.HoldfastClient;
import io.holdfast.client.Session;
import io.holdfast.client.SessionState;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
import io.holdfast.it.workload.Counters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes are applied once (G3), and an unknown outcome is found out (G4), while leaders die and connections break. */
class ExactlyOnceIT {
    private static final int THREADS = 6;
    private static final String APPLIED = "holdfast_commands_applied_total";

    /** Shorter than a failover, so that many writes end unknown. */
    private static final Duration TIMEOUT = Duration.ofMillis(700);

    /** Longer than any cut, so that writes end when they have been answered, however often they are sent for it. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @Test
    void pain19_aCounterEndsExactlyRightOverKillsAndPausesOfTheLeader() {
        countThrough(4, 1);
    }

    @Test
    @Tag("soak")
    void pain19_aCounterEndsExactlyRightOverTwentyLeaderKills() {
        countThrough(20, 3);
    }

    private void countThrough(int kills, int pauses) {
        try (ProcessCluster cluster = ProcessCluster.start(directory, 3);
                HoldfastClient client = client(cluster, TIMEOUT);
                Counters counters = Counters.start(client, "once", THREADS)) {
            Session session = client.sessions()
                    .withTimeout(Duration.ofSeconds(20))
                    .blocking()
                    .current();
            for (int kill = 0; kill < kills; kill++) {
                counters.awaitMore(20);
                ServerProcess leader = cluster.leader();
                leader.kill();
                counters.awaitMore(5);
                leader.start();
                cluster.awaitReady(leader);
            }
            for (int pause = 0; pause < pauses; pause++) {
                counters.awaitMore(20);
                // What it holds when it stands still it does when it goes on: belated copies of writes sent elsewhere.
                ServerProcess leader = cluster.leader();
                leader.pause();
                try {
                    counters.awaitMore(5);
                } finally {
                    leader.resume();
                }
            }
            counters.stop();
            counters.assertExactlyRight();
            assertThat(counters.unknown()).as("writes that were asked about").isPositive();
            assertThat(session.state()).as("no failover ends a session").isNotEqualTo(SessionState.EXPIRED);
        }
    }

    @Test
    void pain19_aCounterEndsExactlyRightOverCutConnectionsAndLostAnswers() {
        countThroughCuts(36);
    }

    @Test
    @Tag("soak")
    void pain19_aCounterEndsExactlyRightOverHundredsOfCutConnections() {
        countThroughCuts(600);
    }

    private void countThroughCuts(int cuts) {
        long seed = Long.getLong("seed", System.nanoTime());
        try (ProcessCluster cluster = ProcessCluster.startRelayed(directory, 3);
                HoldfastClient client = client(cluster, PATIENCE)) {
            Session session = client.sessions().blocking().current();
            Breaks breaks = new Breaks(cluster, new Random(seed));
            ServerProcess witness = cluster.leader();
            double before = cluster.operations().metric(witness, APPLIED);
            try (Counters counters = Counters.start(client, "cut", THREADS)) {
                for (int cut = 0; cut < cuts; cut++) {
                    counters.awaitMore(2);
                    breaks.next(cut);
                }
                counters.awaitMore(2);
                counters.stop();
                counters.assertExactlyRight();
                double applied = cluster.operations().metric(witness, APPLIED) - before;
                // Every copy that reached the log counts here, but each write is called for once only.
                assertThat(applied - counters.writes())
                        .as("copies of writes beyond the first (seed %d)", seed)
                        .isGreaterThan(cuts / 6.0);
            }
            assertThat(breaks.lost())
                    .as("bytes of answers lost (seed %d)", seed)
                    .isPositive();
            assertThat(session.state()).as("no cut ends a session").isNotEqualTo(SessionState.EXPIRED);
        }
    }

    private static HoldfastClient client(ProcessCluster cluster, Duration timeout) {
        return HoldfastClient.builder()
                .endpoints(cluster.endpoints())
                .tls(
                        cluster.pki().caCert(),
                        cluster.pki().cert("tester"),
                        cluster.pki().key("tester"))
                .name("counters")
                .requestTimeout(timeout)
                .sessionTtl(Duration.ofSeconds(30))
                .build();
    }
}
