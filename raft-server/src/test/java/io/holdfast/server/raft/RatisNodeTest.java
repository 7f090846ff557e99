package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.model.outcome.Outcome;
import io.holdfast.server.port.NodeStatus.DigestAt;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RatisNodeTest {
    @TempDir
    Path folder;

    @Test
    void threeNodesElectALeaderAndServeWhatWasWritten() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3).started()) {
            assertThat(cluster.write(TestCluster.put("a", "1"))).isInstanceOf(Outcome.Put.class);
            assertThat(cluster.get("a").keyValues())
                    .singleElement()
                    .satisfies(keyValue -> assertThat(keyValue.value().utf8()).isEqualTo("1"));
        }
    }

    @Test
    void aCrashedLeaderIsReplacedAndNothingAcknowledgedIsLost() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3).started()) {
            String first = cluster.leader();
            List<CompletableFuture<Outcome>> writes = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                writes.add(cluster.propose(first, TestCluster.put("k" + i, "v" + i)));
            }
            writes.get(250).get(10, TimeUnit.SECONDS);
            cluster.crash(first);
            List<String> acknowledged = new ArrayList<>();
            for (int i = 0; i < writes.size(); i++) {
                if (writes.get(i).handle((outcome, failure) -> failure == null).get(10, TimeUnit.SECONDS)) {
                    acknowledged.add("k" + i);
                }
            }
            assertThat(acknowledged).hasSizeGreaterThan(250);
            assertThat(cluster.leader()).isNotEqualTo(first);
            for (String key : acknowledged) {
                assertThat(cluster.get(key).count()).as(key).isEqualTo(1);
            }
        }
    }

    @Test
    void allNodesTakeEqualDigestsAtEqualIndexes() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3).started()) {
            for (int i = 0; i < 2 * DigestSamples.EVERY; i++) {
                cluster.write(TestCluster.put("k" + i, "v"));
            }
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                List<List<DigestAt>> samples = new ArrayList<>();
                for (String id : cluster.ids()) {
                    samples.add(cluster.node(id).maintenance().status().digests());
                }
                assertThat(samples.get(0)).hasSizeGreaterThanOrEqualTo(2);
                assertThat(samples).allMatch(samples.get(0)::equals);
            });
        }
    }

    @Test
    void aGracefulStopHandsLeadershipOnWithoutAnElectionTimeout() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3).started()) {
            cluster.write(TestCluster.put("a", "1"));
            String first = cluster.leader();
            cluster.stop(first);
            assertThat(cluster.leader()).isNotEqualTo(first);
            assertThat(cluster.get("a").count()).isEqualTo(1);
        }
    }

    @Test
    void aNodeThatHasLostItsRaftFilesDoesNotStartAndSaysWhatToDo() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 1).started()) {
            cluster.write(TestCluster.put("a", "1"));
            cluster.crash("n1");
            Path raft = cluster.directory("n1").resolve("raft");
            Files.move(raft, folder.resolve("not mounted"));
            TestCluster.Running forgetful = cluster.start("n1");
            TestCluster.patiently()
                    .untilAsserted(() -> assertThat(forgetful.failStop().lines())
                            .singleElement()
                            .asString()
                            .contains("raft-meta is missing")
                            .contains("forgotten its votes"));
            assertThat(raft).as("nothing is formatted").doesNotExist();
            cluster.crash("n1");

            Files.move(folder.resolve("not mounted"), raft);
            cluster.start("n1");
            cluster.awaitReady();
            assertThat(cluster.get("a").count()).isEqualTo(1);
        }
    }

    @Test
    void allNodesRestartedServeWhatTheyAcknowledged() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3).started()) {
            cluster.write(TestCluster.put("a", "1"));
            for (String id : cluster.ids()) {
                cluster.crash(id);
            }
            cluster.started();
            assertThat(cluster.get("a").count()).isEqualTo(1);
        }
    }
}
