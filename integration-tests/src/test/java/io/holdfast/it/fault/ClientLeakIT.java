package io.holdfast.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.HoldfastClient;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that was closed leaves nothing behind, on either side (pain 30). */
class ClientLeakIT {
    private static final int CLIENTS = 1_000;
    private static final int FIRST = 200;

    /** What the heap may grow by over the last 800 clients; one leaked client holds more than 100 KiB. */
    private static final long MAX_GROWTH_BYTES = 16L << 20;

    @TempDir
    Path directory;

    @Test
    void pain30_aThousandClientsLeaveNoThreadStreamOrMemoryBehind() {
        try (ProcessCluster cluster = ProcessCluster.start(directory, 3)) {
            ServerProcess leader = cluster.leader();
            comeAndGo(cluster, FIRST);
            long before = usedAfterCollection();
            comeAndGo(cluster, CLIENTS - FIRST);
            await("the last threads of clients")
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(clientThreads()).isZero());
            long grown = usedAfterCollection() - before;
            assertThat(grown).as("bytes of heap").isLessThan(MAX_GROWTH_BYTES);
            await("the last streams and connections at the leader")
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> {
                        assertThat(gauge(cluster, leader, "holdfast_streams_open_count"))
                                .isZero();
                        assertThat(gauge(cluster, leader, "holdfast_connections_open_count"))
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

    private static double gauge(ProcessCluster cluster, ServerProcess node, String name) {
        String page = cluster.operations()
                .get(node, "/metrics")
                .map(HttpResponse::body)
                .orElseThrow(() -> new AssertionError("no metrics"));
        Matcher line = Pattern.compile("^" + name + "(?:\\{[^}]*})? ([0-9.]+)$", Pattern.MULTILINE)
                .matcher(page);
        assertThat(line.find()).as("%s in the metrics", name).isTrue();
        return Double.parseDouble(line.group(1));
    }
}
