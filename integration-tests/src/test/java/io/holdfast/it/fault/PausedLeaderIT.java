package io.holdfast.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.HoldfastClient;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A leader that was stopped and runs on has been replaced: nothing it says may be stale (G2). */
class PausedLeaderIT {
    private static final int READS = 200;
    private static final int ROUNDS = 3;

    @TempDir
    Path directory;

    @Test
    void aPausedLeaderServesNoStaleReadAfterwards() throws Exception {
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
        ServerProcess old = cluster.leader();
        try (RawSession session = new RawSession(Channels.to(old, cluster.pki().material("tester")))) {
            session.hello().get(10, TimeUnit.SECONDS);
            // One read now proves that this stream is served by a leader.
            assertThat(session.send(read(1)).get(10, TimeUnit.SECONDS)).isInstanceOf(Result.Answered.class);
            old.pause();
            List<CompletableFuture<Result>> answers = new ArrayList<>();
            try {
                await("a write through the new leader")
                        .atMost(Duration.ofSeconds(30))
                        .ignoreExceptions()
                        .until(() -> client.keyValue()
                                        .blocking()
                                        .put("k", "after-" + value)
                                        .revision()
                                > 0);
                // These lie in the paused node's socket: it will read them while it still believes it leads.
                for (int i = 0; i < READS; i++) {
                    answers.add(session.send(read(2 + i)));
                }
            } finally {
                old.resume();
            }
            for (CompletableFuture<Result> answer : answers) {
                assertFresh(answer.get(20, TimeUnit.SECONDS), "after-" + value);
            }
        }
    }

    private static void assertFresh(Result result, String expected) {
        if (result instanceof Result.Answered answered && answered.outcome() instanceof Outcome.Range range) {
            assertThat(range.keyValues().get(0).value().utf8()).isEqualTo(expected);
        } else {
            assertThat(result).isInstanceOf(Result.Failed.class);
            Failure failure = ((Result.Failed) result).failure();
            assertThat(failure.certainty()).isEqualTo(Failure.Certainty.NOT_APPLIED);
        }
    }

    private static Request read(long id) {
        return new Request.Read(id, 15_000, RangeQuery.of(KeyRange.single(Bytes.utf8("k"))));
    }
}
