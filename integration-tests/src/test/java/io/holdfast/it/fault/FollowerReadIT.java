package io.holdfast.it.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.checker.Operation;
import io.holdfast.checker.RegisterModel.Call;
import io.holdfast.checker.RegisterModel.Reply;
import io.holdfast.client.HoldfastClient;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
import io.holdfast.it.history.RegisterClients;
import io.holdfast.it.history.RegisterHistory;
import io.holdfast.it.history.RegisterReaders;
import io.holdfast.it.workload.Channels;
import io.holdfast.it.workload.RawSession;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads at the default level through nodes that do not lead are as good as the leader's (G2). */
class FollowerReadIT {
    private static final int CALLERS = 4;
    private static final int READERS_A_NODE = 2;
    private static final int KEYS = 12;
    private static final int READS = 200;
    private static final int ROUNDS = 3;

    @TempDir
    Path directory;

    @Test
    void historiesReadThroughAllNodesUnderKillsAndPausesAreLinearizable() {
        long seed = Long.getLong("seed", System.nanoTime());
        try (ProcessCluster cluster = ProcessCluster.start(directory, 3)) {
            List<HoldfastClient> clients = IntStream.range(0, CALLERS)
                    .mapToObj(i -> cluster.client(Duration.ofSeconds(2)))
                    .toList();
            try (RegisterClients callers = RegisterClients.start(clients, "register", KEYS, seed);
                    RegisterReaders readers = RegisterReaders.start(
                            cluster.nodes(),
                            cluster.pki().material("tester"),
                            READERS_A_NODE,
                            "register",
                            KEYS,
                            seed)) {
                Faults faults = new Faults(cluster);
                faults.calm();
                faults.pauseAndResume(cluster.leader());
                faults.killAndRestart(cluster.leader());
                faults.pauseAndResume(cluster.follower());
                faults.killAndRestart(cluster.follower());
                List<Operation<Call<String>, Reply<String>>> history = new ArrayList<>(callers.stop());
                readers.stop().forEach((node, answered) -> {
                    assertThat(answered)
                            .as("reads answered by %s (seed %d)", node, seed)
                            .hasSizeGreaterThan(100);
                    history.addAll(answered);
                });
                RegisterHistory.assertLinearizable(history, seed);
            } finally {
                clients.forEach(HoldfastClient::close);
            }
        }
    }

    @Test
    void pain18_aPausedFollowerAnswersNoReadFromBefore() throws Exception {
        try (ProcessCluster cluster = ProcessCluster.start(directory, 3);
                HoldfastClient client = cluster.client(Duration.ofSeconds(20))) {
            for (int round = 0; round < ROUNDS; round++) {
                cluster.nodes().forEach(cluster::awaitReady);
                pauseOnce(cluster, client, "round-" + round);
            }
        }
    }

    private static void pauseOnce(ProcessCluster cluster, HoldfastClient client, String value) throws Exception {
        client.keyValue().blocking().put("k", "before-" + value);
        ServerProcess follower = cluster.follower();
        try (RawSession session =
                new RawSession(Channels.to(follower, cluster.pki().material("tester")))) {
            session.hello().get(10, TimeUnit.SECONDS);
            assertThat(session.send(read(1)).get(10, TimeUnit.SECONDS)).isInstanceOf(Result.Answered.class);
            List<CompletableFuture<Result>> before = new ArrayList<>();
            List<CompletableFuture<Result>> after = new ArrayList<>();
            // Some of these have a question to the leader under way when the node stops.
            for (int i = 0; i < READS; i++) {
                before.add(session.send(read(2 + i)));
            }
            follower.pause();
            try {
                client.keyValue().blocking().put("k", "after-" + value);
                // These lie in the stopped node's socket beside the answer to that question.
                for (int i = 0; i < READS; i++) {
                    after.add(session.send(read(2 + READS + i)));
                }
            } finally {
                follower.resume();
            }
            for (CompletableFuture<Result> answer : before) {
                answer.get(20, TimeUnit.SECONDS);
            }
            int answered = 0;
            for (CompletableFuture<Result> answer : after) {
                answered += assertFresh(answer.get(20, TimeUnit.SECONDS), "after-" + value) ? 1 : 0;
            }
            assertThat(answered).as("reads answered after the pause").isPositive();
        }
    }

    private static boolean assertFresh(Result result, String expected) {
        if (result instanceof Result.Answered answered && answered.outcome() instanceof Outcome.Range range) {
            assertThat(range.keyValues().get(0).value().utf8()).isEqualTo(expected);
            return true;
        }
        assertThat(result).isInstanceOf(Result.Failed.class);
        assertThat(((Result.Failed) result).failure().certainty()).isEqualTo(Failure.Certainty.NOT_APPLIED);
        return false;
    }

    private static Request read(long id) {
        return new Request.Read(id, 15_000, RangeQuery.of(KeyRange.single(Bytes.utf8("k"))));
    }
}
