package io.holdfast.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.HoldfastClient;
import io.holdfast.client.Session;
import io.holdfast.client.SessionState;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
import io.holdfast.it.workload.Counters;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes are applied once (G3), and an unknown outcome is found out (G4), while leaders die and stand still. */
class ExactlyOnceIT {
    private static final int THREADS = 6;

    /** Shorter than a failover, so that many writes end unknown. */
    private static final Duration TIMEOUT = Duration.ofMillis(700);

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
                HoldfastClient client = builder(cluster);
                Counters counters = Counters.start(client, "once", THREADS)) {
            Session session = client.sessions()
                    .withTimeout(Duration.ofSeconds(20))
                    .blocking()
                    .current();
            for (int kill = 0; kill < kills; kill++) {
                progress(counters, 20);
                ServerProcess leader = cluster.leader();
                leader.kill();
                progress(counters, 5);
                leader.start();
                cluster.awaitReady(leader);
            }
            for (int pause = 0; pause < pauses; pause++) {
                progress(counters, 20);
                // What it holds when it stands still it does when it goes on: belated copies of writes sent elsewhere.
                ServerProcess leader = cluster.leader();
                leader.pause();
                try {
                    progress(counters, 5);
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

    private static HoldfastClient builder(ProcessCluster cluster) {
        return HoldfastClient.builder()
                .endpoints(cluster.endpoints())
                .tls(
                        cluster.pki().caCert(),
                        cluster.pki().cert("tester"),
                        cluster.pki().key("tester"))
                .name("counters")
                .requestTimeout(TIMEOUT)
                .sessionTtl(Duration.ofSeconds(30))
                .build();
    }

    private static void progress(Counters counters, long more) {
        long goal = counters.raised() + more;
        await("progress of the counters").atMost(Duration.ofSeconds(60)).until(() -> counters.raised() >= goal);
    }
}
