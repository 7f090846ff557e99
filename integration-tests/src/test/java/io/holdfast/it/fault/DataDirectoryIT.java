package io.holdfast.it.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.HoldfastClient;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
import io.holdfast.it.cluster.SharedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node serves from its own disk or not at all. */
class DataDirectoryIT {
    private static final Duration REFUSAL = Duration.ofSeconds(60);

    @RegisterExtension
    static final SharedCluster CLUSTER = SharedCluster.of(3);

    private final ProcessCluster cluster = CLUSTER.get();

    @BeforeEach
    void theDisksHoldSomething() {
        try (HoldfastClient client = cluster.client()) {
            client.keyValue().blocking().put("k", "v");
        }
    }

    @Test
    void twoServersOnOneDataDirectoryAreRefused() throws IOException {
        ServerProcess node = cluster.nodes().get(0);
        ServerProcess second = cluster.twin(node, "second");
        second.start();
        assertThat(second.awaitExit(REFUSAL)).isNotZero();
        assertThat(second.output()).contains(node.directory().resolve("data").toString());
        assertThat(node.isAlive()).isTrue();
    }

    @Test
    void theDirectoryOfAnotherNodeIsRefused() {
        // The second node leaves, so that its ports are free for somebody who takes its name with the first one's disk.
        ServerProcess first = cluster.nodes().get(0);
        cluster.nodes().get(1).terminate();
        first.terminate();
        cluster.configure(first, "n2", "n2", ProcessCluster.NAME);
        first.start();
        int exit = first.awaitExit(REFUSAL);
        String said = first.output();
        cluster.configure(first, "n1", "n1", ProcessCluster.NAME);
        cluster.startAll();
        assertThat(exit).isNotZero();
        assertThat(said).contains("belongs to node n1").contains("node n2");
    }

    @Test
    void aWipedDiskUnderAnOldIdIsRefused() throws IOException {
        ServerProcess node = cluster.follower();
        node.terminate();
        Path data = node.directory().resolve("data");
        Path aside = node.directory().resolve("aside");
        Files.move(data, aside);
        node.start();
        assertThat(node.awaitExit(REFUSAL)).isNotZero();
        assertThat(node.output()).contains(node.node()).contains("storage");
        if (Files.exists(data)) {
            Files.move(data, node.directory().resolve("refused"));
        }
        Files.move(aside, data);
        cluster.startAll();
    }
}
