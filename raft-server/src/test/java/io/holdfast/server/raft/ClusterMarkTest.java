package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.holdfast.model.Bytes;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.server.raft.RaftOptions.MemberAddress;
import io.holdfast.server.storage.ClusterId;
import io.holdfast.server.storage.DataDirectory;
import io.holdfast.tls.LiveMaterial;
import io.holdfast.tls.PostQuantum;
import io.holdfast.tls.Role;
import io.holdfast.wire.PeerReply;
import io.holdfast.wire.PeerRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member of another cluster of the name asks, with a certificate that is good, over real TLS. */
class ClusterMarkTest {
    private static final ClusterId RESTORED = ClusterId.restored(TestCluster.NAME, "aa", "drill-1", 1);
    private static final ClusterId NEVER_RESTORED = ClusterId.ofName(TestCluster.NAME);

    @TempDir
    Path folder;

    @Test
    void pain26_aMemberOfBeforeTheRestorationIsToldWhoIsWhoAndNothingElse() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3)) {
            for (String id : List.of("n1", "n2", "n3")) {
                try (DataDirectory directory = DataDirectory.open(cluster.directory(id), TestCluster.NAME, id)) {
                    directory.format(TestCluster.NAME, id, RESTORED);
                }
                cluster.start(id);
            }
            cluster.awaitReady();
            String follower = cluster.follower();
            assertThat(cluster.propose(follower, TestCluster.put("x", "1")).get(5, TimeUnit.SECONDS))
                    .as("handed on by a member")
                    .isInstanceOf(Outcome.Put.class);
            assertThat(cluster.read(follower, "x", ReadLevel.LINEARIZABLE, 5_000)
                            .get(5, TimeUnit.SECONDS)
                            .value())
                    .isEqualTo("1");

            refusesEverythingButIdentify(cluster, "", NEVER_RESTORED, RESTORED);
            String other =
                    ClusterId.restored(TestCluster.NAME, "aa", "drill-2", 1).toString();
            refusesEverythingButIdentify(cluster, other, ClusterId.read(TestCluster.NAME, other), RESTORED);
        }
    }

    @Test
    void aMemberThatWasRestoredAloneGetsNothingOfTheClusterOfBefore() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3).started()) {
            refusesEverythingButIdentify(cluster, RESTORED.toString(), RESTORED, NEVER_RESTORED);
        }
    }

    @Test
    void aClusterThatWasNeverRestoredSendsNoHeader() {
        assertThat(ClusterMark.of("").keys()).isEmpty();
        assertThat(ClusterMark.of(RESTORED.toString()).keys()).containsExactly("holdfast-cluster-id");
    }

    private static void refusesEverythingButIdentify(
            TestCluster cluster, String written, ClusterId callers, ClusterId own) throws Exception {
        String asking = cluster.follower();
        MemberAddress leader = cluster.member(cluster.leader());
        LiveMaterial material = LiveMaterial.of(cluster.material(Role.NODE, asking));
        try (PeerLink link = new PeerLink(cluster.options(asking), material, PostQuantum.PREFER, () -> written)) {
            PeerRequest.Identify who = new PeerRequest.Identify(asking, "disk-1", TestCluster.NAME);
            assertThat(link.identify(leader, who, 5_000)
                            .get(10, TimeUnit.SECONDS)
                            .cluster())
                    .isEqualTo(own.written(TestCluster.NAME));
            List<CompletableFuture<?>> refused = new ArrayList<>();
            refused.add(link.readIndex(leader, new PeerRequest.ReadIndex(asking), 5_000));
            refused.add(link.register(leader, new PeerRequest.Register(asking, "disk-1"), 5_000));
            Bytes entry = Bytes.utf8("is not even looked at");
            refused.add(link.propose(leader, new PeerRequest.Propose(asking, entry), 5_000));
            refused.add(renewed(link, leader, asking));
            for (CompletableFuture<?> each : refused) {
                assertThat(catchThrowable(() -> each.get(10, TimeUnit.SECONDS)))
                        .hasMessageContaining("PERMISSION_DENIED")
                        .hasMessageContaining("CLUSTER_MISMATCH: the call")
                        .hasMessageContaining("comes from cluster id " + callers)
                        .hasMessageContaining("belongs to cluster id " + own);
            }
        }
    }

    private static CompletableFuture<?> renewed(PeerLink link, MemberAddress leader, String asking) {
        CompletableFuture<PeerReply.LeasesTold> told = new CompletableFuture<>();
        link.askLeases(leader, new PeerRequest.AskLeases(asking, List.of()), 5_000, new ForwardedLeases.Ear() {
            @Override
            public void told(PeerReply.LeasesTold part) {
                told.complete(part);
            }

            @Override
            public void ended(String why) {
                told.completeExceptionally(new IllegalStateException(why));
            }
        });
        return told;
    }
}
