package io.holdfast.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.HoldfastClient;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that was closed leaves nothing behind, on either side (pain 30). */
class ClientLeakIT {
    /** So many bring this process and the leader to their cruising height. */
    private static final int FIRST = 100;

    /** What the heap may grow by after them, which is less than 170 leaked clients hold: more than 100 KiB each. */
    private static final long MAX_GROWTH_BYTES = 16L << 20;

    @TempDir
    Path directory;

    @Test
    void pain30_clientsLeaveNoThreadStreamOrMemoryBehind() {
        comeAndGo(400);
    }

    @Test
    @Tag("soak")
    void pain30_aThousandClientsLeaveNoThreadStreamOrMemoryBehind() {
        comeAndGo(1_000);
    }

    private void comeAndGo(int clients) {
        try (ProcessCluster cluster = ProcessCluster.start(directory, 3)) {
            ServerProcess leader = cluster.leader();
            comeAndGo(cluster, FIRST);
            long before = usedAfterCollection();
            comeAndGo(cluster, clients - FIRST);
            await("the last threads of clients")
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(clientThreads()).isZero());
            long grown = usedAfterCollection() - before;
            assertThat(grown).as("bytes of heap").isLessThan(MAX_GROWTH_BYTES);
            await("the last streams and connections at the leader")
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> {
                        assertThat(cluster.operations().metric(leader, "holdfast_streams_open_count"))
                                .isZero();
                        assertThat(cluster.operations().metric(leader, "holdfast_connections_open_count"))
                                .isZero();
                    });
            try (HoldfastClient last = cluster.client()) {
                assertThat(last.sessions().blocking().list(0, 0).sessions())
                        .as("sessions that were not said good-bye to")
                        .isEmpty();
            }
        }
    }

    private static void comeAndGo(ProcessCluster cluster, int clients) {
        for (int i = 0; i < clients; i++) {
            try (HoldfastClient client = cluster.client()) {
                client.keyValue().blocking().put("leak", Integer.toString(i));
            }
        }
    }

    private static long clientThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("holdfast-client-"))
                .count();
    }

    private static long usedAfterCollection() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
