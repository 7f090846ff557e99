package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Leader;
import io.holdfast.server.port.Maintenance.Check;
import io.holdfast.server.storage.DataDirectory;
import io.holdfast.tls.Role;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which disks a running cluster lets in. */
class AdmissionTest {
    @TempDir
    Path folder;

    @Test
    void aWipedDiskUnderAnOldIdIsRefusedWithAnExplanation() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3).started()) {
            String victim = cluster.follower();
            cluster.crash(victim);
            TestCluster.Running wiped =
                    cluster.start(victim, folder.resolve("fresh"), cluster.material(Role.NODE, victim));
            TestCluster.patiently()
                    .untilAsserted(() -> assertThat(wiped.failStop().lines())
                            .anyMatch(line -> line.contains("empty data directory") && line.contains("on record")));
            assertThat(wiped.directory().identity()).as("nothing was formatted").isEmpty();
        }
    }

    @Test
    void anEmptyNodeWaitsWhileNobodyAnswers() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3)) {
            TestCluster.Running alone = cluster.start("n1");
            TestCluster.patiently()
                    .untilAsserted(() -> assertThat(alone.node().maintenance().checks())
                            .filteredOn(check -> check.name().equals("raft"))
                            .extracting(Check::cause)
                            .containsExactly("waiting for a majority of the members before formatting an empty disk"));
            assertThat(alone.directory().identity()).isEmpty();
        }
    }

    @Test
    void aLateMemberThatWasNeverThereIsLetInByTheLeader() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3)) {
            // These two are formatted without asking, so that they can begin without the third.
            for (String id : new String[] {"n1", "n2"}) {
                try (DataDirectory directory = DataDirectory.open(cluster.directory(id), TestCluster.NAME, id)) {
                    directory.format(TestCluster.NAME, id);
                }
                cluster.start(id);
            }
            cluster.awaitReady();
            cluster.write(TestCluster.put("a", "1"));
            cluster.start("n3");
            cluster.awaitReady();
            assertThat(cluster.node("n3").maintenance().status().revision())
                    .isEqualTo(cluster.node("n1").maintenance().status().revision());
        }
    }

    @Test
    void aSwappedDiskUnderAnOldIdStopsTheNode() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3).started()) {
            String victim = cluster.follower();
            cluster.crash(victim);
            Path swapped = folder.resolve("swapped");
            try (DataDirectory directory = DataDirectory.open(swapped, TestCluster.NAME, victim)) {
                directory.format(TestCluster.NAME, victim);
            }
            TestCluster.Running stranger = cluster.start(victim, swapped, cluster.material(Role.NODE, victim));
            TestCluster.patiently()
                    .untilAsserted(() -> assertThat(stranger.failStop().lines())
                            .anyMatch(line -> line.contains("swapped disk must not vote")));
        }
    }

    @Test
    void aNodeWithAnothersCertificateCannotTakeItsPlace() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3).started()) {
            String victim = cluster.follower();
            String impostor = cluster.ids().stream()
                    .filter(id -> !id.equals(victim))
                    .findFirst()
                    .orElseThrow();
            cluster.crash(victim);
            String leader = cluster.leader();
            TestCluster.Running fake =
                    cluster.start(victim, cluster.directory(victim), cluster.material(Role.NODE, impostor));
            TestCluster.patiently().until(() -> fake.node().division() != null);
            for (int i = 0; i < 20; i++) {
                cluster.propose(leader, TestCluster.put("k" + i, "v")).get(5, TimeUnit.SECONDS);
            }
            Leader heard = fake.node().cluster().leader();
            assertThat(heard)
                    .as("the leader must not have reached the impostor")
                    .isNull();
            assertThat(fake.node().maintenance().status().role().name()).isNotEqualTo("LEADER");
            assertThat(Objects.requireNonNull(fake.node().division()).getInfo().getLastAppliedIndex())
                    .as("nothing new was replicated to it")
                    .isLessThan(cluster.node(impostor).maintenance().status().committedIndex());
        }
    }
}
