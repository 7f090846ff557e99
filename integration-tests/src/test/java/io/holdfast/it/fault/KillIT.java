package io.holdfast.it.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.HoldfastClient;
import io.holdfast.it.cluster.Agreement;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
import io.holdfast.it.cluster.SharedCluster;
import io.holdfast.it.workload.Writers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** kill -9 under load: nothing acknowledged is lost (G1), service goes on while a majority lives. */
class KillIT {
    private static final int WRITERS = 8;

    @RegisterExtension
    static final SharedCluster CLUSTER = SharedCluster.of(3);

    private final ProcessCluster cluster = CLUSTER.get();
    private HoldfastClient client;

    @BeforeEach
    void openClient() {
        client = cluster.client();
    }

    @AfterEach
    void closeClient() {
        client.close();
    }

    @Test
    void killingTheLeaderUnderLoadLosesNoAcknowledgedWrite(TestInfo info) {
        try (Writers writers = Writers.start(client, info.getDisplayName(), WRITERS)) {
            writers.awaitMore(500);
            ServerProcess leader = cluster.leader();
            leader.kill();
            writers.awaitMore(500);
            assertThat(cluster.leader()).isNotSameAs(leader);
            leader.start();
            cluster.awaitReady(leader);
            writers.awaitMore(200);
            writers.stop();
            writers.assertNothingAcknowledgedIsLost();
        }
        Agreement.await(cluster);
    }

    @Test
    void killingAFollowerUnderLoadLosesNothingAndHardlyShows(TestInfo info) {
        try (Writers writers = Writers.start(client, info.getDisplayName(), WRITERS)) {
            writers.awaitMore(500);
            ServerProcess follower = cluster.follower();
            follower.kill();
            writers.awaitMore(500);
            follower.start();
            cluster.awaitReady(follower);
            writers.awaitMore(200);
            writers.stop();
            writers.assertNothingAcknowledgedIsLost();
            assertThat(writers.longestGap()).isLessThan(Duration.ofSeconds(5));
        }
        Agreement.await(cluster);
    }

    @Test
    void killingAllNodesAtOnceLosesNoAcknowledgedWrite(TestInfo info) {
        try (Writers writers = Writers.start(client, info.getDisplayName(), WRITERS)) {
            writers.awaitMore(500);
            cluster.nodes().forEach(ServerProcess::kill);
            cluster.startAll();
            writers.awaitMore(200);
            writers.stop();
            writers.assertNothingAcknowledgedIsLost();
        }
        Agreement.await(cluster);
    }

    @Test
    void aGracefulStopOfTheLeaderHandsOverAndLosesNothing(TestInfo info) {
        try (Writers writers = Writers.start(client, info.getDisplayName(), WRITERS)) {
            writers.awaitMore(500);
            ServerProcess leader = cluster.leader();
            assertThat(leader.terminate()).as(leader::output).isIn(0, 143);
            writers.awaitMore(500);
            writers.stop();
            writers.assertNothingAcknowledgedIsLost();
        }
    }

    @Test
    void withoutAQuorumWritesAreRefusedAndServiceReturnsWithTheQuorum() {
        ServerProcess survivor = cluster.leader();
        cluster.nodes().stream().filter(node -> node != survivor).forEach(ServerProcess::kill);
        try (HoldfastClient impatient = cluster.client(Duration.ofSeconds(2))) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(
                            () -> impatient.keyValue().blocking().put("quorum", "no")))
                    .isInstanceOf(io.holdfast.client.HoldfastException.class);
            assertThat(org.assertj.core.api.Assertions.catchThrowable(
                            () -> impatient.keyValue().blocking().get("quorum")))
                    .as("a read without a quorum is refused, not guessed")
                    .isInstanceOf(io.holdfast.client.HoldfastException.class);
        }
        cluster.startAll();
        client.keyValue().blocking().put("quorum", "yes");
        assertThat(client.keyValue()
                        .blocking()
                        .get("quorum")
                        .keyValue()
                        .orElseThrow()
                        .value()
                        .utf8())
                .isEqualTo("yes");
    }
}
