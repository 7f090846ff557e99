package io.holdfast.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.checker.LinearizabilityChecker;
import io.holdfast.checker.Operation;
import io.holdfast.checker.RegisterModel;
import io.holdfast.checker.RegisterModel.Call;
import io.holdfast.checker.RegisterModel.Reply;
import io.holdfast.checker.Report;
import io.holdfast.client.HoldfastClient;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
import io.holdfast.it.history.RegisterClients;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients see while leaders die and stall could have come from one register a key (G2, G4). */
class LinearizabilityIT {
    private static final int CALLERS = 6;
    private static final int KEYS = 12;
    private static final Duration BETWEEN_FAULTS = Duration.ofSeconds(3);

    @TempDir
    Path directory;

    @Test
    void historiesUnderKillsAndPausesAreLinearizable() {
        long seed = Long.getLong("seed", System.nanoTime());
        try (ProcessCluster cluster = ProcessCluster.start(directory, 3)) {
            List<HoldfastClient> clients = IntStream.range(0, CALLERS)
                    .mapToObj(i -> cluster.client(Duration.ofSeconds(2)))
                    .toList();
            try (RegisterClients callers = RegisterClients.start(clients, "register", KEYS, seed)) {
                calm();
                killAndRestart(cluster, cluster.leader());
                calm();
                pauseAndResume(cluster.leader());
                calm();
                killAndRestart(cluster, cluster.follower());
                calm();
                pauseAndResume(cluster.leader());
                calm();
                assertLinearizable(callers.stop(), seed);
            } finally {
                clients.forEach(HoldfastClient::close);
            }
        }
    }

    private static void assertLinearizable(List<Operation<Call<String>, Reply<String>>> history, long seed) {
        assertThat(history).as("calls (seed %d)", seed).hasSizeGreaterThan(1_000);
        Report report = new LinearizabilityChecker(Duration.ofMinutes(1)).check(new RegisterModel<>(), history);
        assertThat(report.verdict())
                .as("seed %d: %s", seed, report.explanation())
                .isEqualTo(Report.Verdict.LINEARIZABLE);
    }

    private static void killAndRestart(ProcessCluster cluster, ServerProcess node) {
        node.kill();
        calm();
        node.start();
        cluster.awaitReady(node);
    }

    private static void pauseAndResume(ServerProcess node) {
        node.pause();
        try {
            calm();
        } finally {
            node.resume();
        }
    }

    /** Lets the callers go on for a while. */
    private static void calm() {
        long end = System.nanoTime() + BETWEEN_FAULTS.toNanos();
        await("a while of load")
                .atMost(1, TimeUnit.MINUTES)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> System.nanoTime() - end > 0);
    }
}
