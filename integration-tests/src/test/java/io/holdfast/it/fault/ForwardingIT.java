package io.holdfast.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.HoldfastClient;
import io.holdfast.client.Session;
import io.holdfast.client.SessionState;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
import io.holdfast.it.workload.Counters;
import io.holdfast.it.workload.NodeReader;
import io.holdfast.model.Bytes;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.wire.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that does not reach the leader writes through nodes that do, and nothing is lost or doubled (G3, G8). */
class ForwardingIT {
    private static final int THREADS = 4;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String FORWARDED = "holdfast_entries_forwarded_total";
    private static final String TAKEN = "holdfast_entries_taken_total";

    @TempDir
    Path directory;

    @Test
    void aClientCutOffFromTheLeaderWritesThroughAFollowerAndLosesNothing() throws Exception {
        try (ProcessCluster cluster = ProcessCluster.startRelayed(directory, 3)) {
            ServerProcess leader = cluster.leader();
            List<ServerProcess> followers =
                    cluster.nodes().stream().filter(node -> node != leader).toList();
            connect(cluster, followers);
            cluster.relays(leader).clients().bar();
            double taken = cluster.operations().metric(leader, TAKEN);
            try (HoldfastClient client = client(cluster);
                    Counters counters = Counters.start(client, "cut-off", THREADS)) {
                Session session = client.sessions().blocking().current();
                counters.awaitMore(50);
                // Twice the session's time to live: renewals find their way too.
                await("renewals of the session")
                        .atMost(PATIENCE)
                        .during(Duration.ofSeconds(12))
                        .until(() -> session.state() != SessionState.EXPIRED);
                readsWhatItWrote(cluster, client, followers);
                assertThat(forwarded(cluster, followers)).isGreaterThan(50);
                assertThat(cluster.operations().metric(leader, TAKEN) - taken).isGreaterThan(50);

                leader.kill();
                cluster.relays(leader).clients().open();
                counters.awaitMore(20);
                leader.start();
                cluster.awaitReady(leader);
                counters.awaitMore(20);
                counters.stop();
                counters.assertExactlyRight();
                assertThat(session.state()).as("the session of before").isNotEqualTo(SessionState.EXPIRED);
            }
        }
    }

    @Test
    void aClientGoesBackToTheLeaderOnceItIsReached() throws Exception {
        try (ProcessCluster cluster = ProcessCluster.startRelayed(directory, 3)) {
            ServerProcess leader = cluster.leader();
            List<ServerProcess> followers =
                    cluster.nodes().stream().filter(node -> node != leader).toList();
            connect(cluster, followers);
            cluster.relays(leader).clients().bar();
            try (HoldfastClient client = client(cluster)) {
                client.keyValue().blocking().put(Bytes.utf8("k"), Bytes.utf8("round about"));
                assertThat(forwarded(cluster, followers)).isPositive();
                cluster.relays(leader).clients().open();
                await("writes on the straight way").atMost(PATIENCE).until(() -> {
                    double before = forwarded(cluster, followers);
                    for (int i = 0; i < 10; i++) {
                        client.keyValue().blocking().put(Bytes.utf8("k"), Bytes.utf8("straight"));
                    }
                    return forwarded(cluster, followers) == before;
                });
            }
        }
    }

    /** A linearizable read makes a follower ask the leader: from then on the nodes are connected. */
    private static void connect(ProcessCluster cluster, List<ServerProcess> followers) {
        for (ServerProcess node : followers) {
            try (NodeReader reader = new NodeReader(node, cluster.pki().material("tester"))) {
                await("a read on " + node.node())
                        .atMost(PATIENCE)
                        .until(() -> reader.read(Bytes.utf8("k"), ReadLevel.LINEARIZABLE, Duration.ofSeconds(2))
                                .filter(Result.Answered.class::isInstance)
                                .isPresent());
            }
        }
    }

    /** The node that took a write has applied it when it answers: a local read there sees it. */
    private static void readsWhatItWrote(ProcessCluster cluster, HoldfastClient client, List<ServerProcess> followers)
            throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            Bytes key = Bytes.utf8("own/" + i);
            double before = cluster.operations().metric(followers.get(0), FORWARDED);
            client.keyValue().blocking().put(key, Bytes.utf8("v"));
            ServerProcess took = cluster.operations().metric(followers.get(0), FORWARDED) > before
                    ? followers.get(0)
                    : followers.get(1);
            try (NodeReader reader = new NodeReader(took, cluster.pki().material("tester"))) {
                Result result =
                        reader.read(key, ReadLevel.LOCAL, Duration.ofSeconds(5)).orElseThrow();
                Outcome.Range range = (Outcome.Range) ((Result.Answered) result).outcome();
                assertThat(range.keyValues())
                        .as("%s on %s", key.utf8(), took.node())
                        .hasSize(1);
            }
        }
    }

    private static double forwarded(ProcessCluster cluster, List<ServerProcess> followers) {
        return followers.stream()
                .mapToDouble(node -> cluster.operations().metric(node, FORWARDED))
                .sum();
    }

    private static HoldfastClient client(ProcessCluster cluster) {
        return HoldfastClient.builder()
                .endpoints(cluster.endpoints())
                .tls(
                        cluster.pki().caCert(),
                        cluster.pki().cert("tester"),
                        cluster.pki().key("tester"))
                .name("cut-off")
                .requestTimeout(TIMEOUT)
                .sessionTtl(Duration.ofSeconds(6))
                .build();
    }
}
