package io.holdfast.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.holdfast.client.HoldfastClient;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
import io.holdfast.it.workload.Channels;
import io.holdfast.it.workload.Flood;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** More is put into a node than its heap holds: it refuses, and does not fall over with what it has (G11). */
@Tag("alone")
class FullHeapIT {
    private static final String SMALL = "-Xms256m -Xmx256m";
    private static final String FULL = "holdfast_heap_full_count";
    private static final int STREAMS = 4;
    private static final int WINDOW = 2_000;
    private static final int VALUE_BYTES = 2_048;
    private static final int KEPT = 200;

    @TempDir
    Path directory;

    @Test
    void pain9_aNodeWhoseHeapIsFullRefusesWhatGrowsItServesTheRestAndRecovers(TestReporter report) {
        try (ProcessCluster cluster = ProcessCluster.prepare(directory, 1)) {
            ServerProcess node = cluster.nodes().get(0);
            node.jvmOptions(SMALL);
            cluster.pki().client("crowd");
            cluster.startAll();
            try (HoldfastClient client = cluster.client(Duration.ofSeconds(20))) {
                for (int i = 0; i < KEPT; i++) {
                    client.keyValue().blocking().put("kept/" + i, "v" + i);
                }
                client.keyValue().blocking().put("last", "straw");
                try (Flood flood = Flood.startGrowing(channels(cluster, node), WINDOW, VALUE_BYTES)) {
                    await("a full heap")
                            .atMost(Duration.ofSeconds(90))
                            .ignoreExceptionsInstanceOf(IllegalStateException.class)
                            .until(() -> isFull(cluster, node));
                    long refused = flood.overloaded();
                    await("refusals")
                            .atMost(Duration.ofSeconds(20))
                            .until(() -> flood.overloaded() > refused + STREAMS * WINDOW);
                    assertThat(client.keyValue().blocking().delete("kept/0")).isNotNull();
                    assertThat(client.keyValue().blocking().get("kept/1")).isNotNull();
                    report.publishEntry(Map.of(
                            "applied", Long.toString(flood.applied()), "refused", Long.toString(flood.overloaded())));
                    assertThat(flood.surprises()).isEmpty();
                }
                client.keyValue().blocking().deleteRange(KeyRange.prefix(Bytes.utf8("flood/")));
                // The newest revision's own events stay in history: what it deleted goes with the next one.
                client.keyValue().blocking().delete("last");
                await("room again").atMost(Duration.ofSeconds(60)).until(() -> {
                    // Something has to be collected before there can be less: reads make garbage.
                    client.keyValue().blocking().get("kept/1");
                    return !isFull(cluster, node);
                });
                client.keyValue().blocking().put("kept/0", "again");
                assertThat(client.keyValue()
                                .blocking()
                                .range(KeyRange.prefix(Bytes.utf8("kept/")))
                                .keyValues())
                        .hasSize(KEPT);
            }
            assertThat(node.isAlive()).as(() -> node.output()).isTrue();
            assertThat(node.output()).contains("HEAP FULL").contains("heap has room again");
            assertThat(cluster.operations()
                            .get(node, "/readyz?verbose")
                            .orElseThrow()
                            .body())
                    .contains("[+] heap: ");
        }
    }

    private static boolean isFull(ProcessCluster cluster, ServerProcess node) {
        return cluster.operations().metric(node, FULL) == 1;
    }

    private static List<ManagedChannel> channels(ProcessCluster cluster, ServerProcess node) {
        return Stream.generate(() -> Channels.to(node, cluster.pki().material("crowd")))
                .limit(STREAMS)
                .toList();
    }
}
