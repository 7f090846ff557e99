package io.holdfast.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;

/** All nodes hold the same state at the same log index (G9). */
public final class Agreement {
    private Agreement() {}

    /** Waits for log indexes at which all nodes report digests, and compares those. */
    public static void await(ProcessCluster cluster) {
        Awaitility.await("a digest index common to all nodes")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> {
                    List<Map<Long, String>> digests = cluster.nodes().stream()
                            .map(node ->
                                    digests(cluster.operations().status(node).orElseThrow()))
                            .toList();
                    Set<Long> common = new TreeSet<>(digests.get(0).keySet());
                    digests.forEach(of -> common.retainAll(of.keySet()));
                    assertThat(common).isNotEmpty();
                    for (Long index : common) {
                        assertThat(digests.stream().map(of -> of.get(index)).distinct())
                                .as("digests at index %d", index)
                                .hasSize(1);
                    }
                });
    }

    private static Map<Long, String> digests(JsonNode status) {
        Map<Long, String> digests = new HashMap<>();
        for (JsonNode digest : status.path("digests")) {
            digests.put(
                    digest.path("index").asLong(),
                    digest.path("version").asText() + "/" + digest.path("chain").asText() + "/"
                            + digest.path("content").asText());
        }
        return digests;
    }
}
