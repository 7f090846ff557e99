package io.holdfast.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.BlockingKeyValueClient;
import io.holdfast.client.Cluster;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.HoldfastException;
import io.holdfast.client.OperationOutcome;
import io.holdfast.client.PutOptions;
import io.holdfast.client.Session;
import io.holdfast.client.SessionOptions;
import io.holdfast.client.SessionState;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyValue;
import io.holdfast.model.session.SessionEnd;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The cluster as a user's test drives it. */
@Timeout(180)
@HoldfastTest(nodes = 3)
class HoldfastTestClusterTest {
    @Test
    void acknowledgedWritesSurviveTheLeaderAndTheNodeComesBack(HoldfastTestCluster cluster, HoldfastClient client) {
        BlockingKeyValueClient kv = client.keyValue().blocking();
        kv.put("survivor", "1");
        String killed = cluster.killLeader();
        assertThat(cluster.running()).hasSize(2).doesNotContain(killed);
        assertThat(value(kv, "survivor")).contains("1");
        assertThat(cluster.leader()).isNotEqualTo(killed);
        cluster.restart(killed);
        assertThat(cluster.running()).hasSize(3);
        assertThat(cluster.failures()).isEmpty();
    }

    @Test
    void aGracefulStopCostsNoWrite(HoldfastTestCluster cluster, HoldfastClient client) {
        String leader = cluster.leader();
        cluster.stop(leader);
        assertThat(client.keyValue().blocking().put("after-stop", "1").revision())
                .isPositive();
    }

    @Test
    void aLeaderCutOffFromItsPeersIsReplacedAndFollowsWhenHealed(HoldfastTestCluster cluster, HoldfastClient client) {
        String old = cluster.leader();
        cluster.partition(old);
        await().atMost(Duration.ofSeconds(60)).until(() -> !cluster.leader().equals(old));
        client.keyValue().blocking().put("during-partition", "1");
        cluster.heal(old);
        cluster.awaitReady();
        assertThat(cluster.running()).contains(old);
        assertThat(value(client.keyValue().blocking(), "during-partition")).contains("1");
    }

    @Test
    void withoutAMajorityNothingIsServedAndServiceReturns(HoldfastTestCluster cluster, HoldfastClient client) {
        cluster.kill(cluster.nodes().get(0));
        cluster.kill(cluster.nodes().get(1));
        BlockingKeyValueClient hurried =
                client.keyValue().withTimeout(Duration.ofSeconds(2)).blocking();
        await().untilAsserted(() -> assertThat(failed(hurried)).isPresent());
        cluster.repair();
        assertThat(client.keyValue().blocking().put("back", "1").revision()).isPositive();
    }

    @Test
    void anExpiredSessionTakesItsKeysWithItAndItsHandleKnows(HoldfastTestCluster cluster, HoldfastClient client) {
        Session session = client.sessions().blocking().open(SessionOptions.DEFAULT);
        BlockingKeyValueClient kv = client.keyValue().blocking();
        kv.put(Bytes.utf8("here"), Bytes.utf8("1"), PutOptions.DEFAULT.lease(session.lease()));
        cluster.expireSession(session);
        assertThat(session.state()).isEqualTo(SessionState.EXPIRED);
        assertThat(session.whenEnded().join().end()).isEqualTo(SessionEnd.KILLED);
        assertThat(value(kv, "here")).isEmpty();
        Session closed = client.sessions().blocking().open(SessionOptions.DEFAULT);
        closed.close();
        assertThatIllegalStateException().isThrownBy(() -> cluster.expireSession(closed));
    }

    @Test
    void aThreadOfTheTestThatDiesIsNoBusinessOfTheCluster(HoldfastTestCluster cluster) throws InterruptedException {
        Thread dying = new Thread(() -> {
            throw new IllegalStateException("on purpose");
        });
        dying.start();
        dying.join();
        assertThat(cluster.failures()).isEmpty();
    }

    @Test
    void anOperatorHasACertificateOfItsOwn(HoldfastTestCluster cluster) {
        try (HoldfastClient operator = cluster.operatorBuilder().build()) {
            Cluster seen = operator.cluster().blocking().describe();
            assertThat(seen.members()).hasSize(3);
        }
    }

    @Test
    void dataStaysInAGivenFolderAndUnknownNodesAreRefused(@TempDir Path folder) {
        try (HoldfastTestCluster alone =
                HoldfastTestCluster.builder().directory(folder).start()) {
            alone.client().keyValue().blocking().put("a", "1");
            alone.kill(alone.nodes().get(0));
            alone.restart(alone.nodes().get(0));
            assertThat(value(alone.client().keyValue().blocking(), "a")).contains("1");
            assertThatIllegalArgumentException().isThrownBy(() -> alone.kill("nobody"));
        }
        assertThat(folder).isNotEmptyDirectory();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HoldfastTestCluster.builder().nodes(2));
    }

    private static Optional<String> value(BlockingKeyValueClient kv, String key) {
        return kv.get(key).keyValue().map(KeyValue::value).map(Bytes::utf8);
    }

    private static Optional<OperationOutcome> failed(BlockingKeyValueClient kv) {
        try {
            kv.put("lost", "1");
            return Optional.empty();
        } catch (HoldfastException e) {
            return Optional.of(e.outcome());
        }
    }
}
