package io.holdfast.it.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.checker.Operation;
import io.holdfast.checker.RegisterModel.Call;
import io.holdfast.checker.RegisterModel.Reply;
import io.holdfast.client.HoldfastClient;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.history.RegisterClients;
import io.holdfast.it.history.RegisterHistory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients see while leaders die and stall could have come from one register a key (G2, G4). */
class LinearizabilityIT {
    private static final int CALLERS = 6;
    private static final int KEYS = 12;

    @TempDir
    Path directory;

    @Test
    void historiesUnderKillsAndPausesAreLinearizable() {
        recordAndCheck(1);
    }

    @Test
    @Tag("soak")
    void longHistoriesUnderKillsAndPausesAreLinearizable() {
        recordAndCheck(3);
    }

    private void recordAndCheck(int rounds) {
        long seed = Long.getLong("seed", System.nanoTime());
        try (ProcessCluster cluster = ProcessCluster.start(directory, 3)) {
            List<HoldfastClient> clients = IntStream.range(0, CALLERS)
                    .mapToObj(i -> cluster.client(Duration.ofSeconds(2)))
                    .toList();
            try (RegisterClients callers = RegisterClients.start(clients, "register", KEYS, seed)) {
                Faults faults = new Faults(cluster);
                faults.calm();
                for (int round = 0; round < rounds; round++) {
                    faults.killAndRestart(cluster.leader());
                    faults.pauseAndResume(cluster.leader());
                }
                callers.awaitAnswered(1_000);
                List<Operation<Call<String>, Reply<String>>> history = callers.stop();
                assertThat(history).as("calls (seed %d)", seed).hasSizeGreaterThanOrEqualTo(1_000);
                RegisterHistory.assertLinearizable(history, seed);
            } finally {
                clients.forEach(HoldfastClient::close);
            }
        }
    }
}
