package io.holdfast.it.fault;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.HoldfastClient;
import io.holdfast.client.HoldfastException;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
import io.holdfast.it.workload.NodeReader;
import io.holdfast.model.Bytes;
import io.holdfast.model.outcome.Freshness;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.wire.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads weaker than linearizable keep what their answers say, whoever is stopped meanwhile (G2). */
class StalenessIT {
    private static final Bytes KEY = Bytes.utf8("count");
    private static final ReadLevel BOUNDED = ReadLevel.bounded(200);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    /** When a value was acknowledged at the latest, by the clock of this process. */
    private final ConcurrentSkipListMap<Long, Long> acknowledged = new ConcurrentSkipListMap<>();

    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final CountDownLatch stopping = new CountDownLatch(1);

    /** One answer of a node to a read that began at {@code begun}. */
    private record Answer(String node, ReadLevel level, long begun, long value, Freshness freshness) {}

    @Test
    void pain18_noAnswerIsStalerThanItSaysWhileNodesArePaused() throws Exception {
        try (ProcessCluster cluster = ProcessCluster.start(directory, 3);
                HoldfastClient client = cluster.client(Duration.ofSeconds(5))) {
            List<Thread> threads = new ArrayList<>();
            threads.add(new Thread(() -> count(client), "writer"));
            for (ServerProcess node : cluster.nodes()) {
                threads.add(new Thread(() -> read(cluster, node), "reader-" + node.node()));
            }
            threads.forEach(Thread::start);
            try {
                Faults faults = new Faults(cluster);
                faults.calm();
                faults.pauseAndResume(cluster.follower());
                faults.pauseAndResume(cluster.leader());
                // A slow machine writes less in the same time.
                await("enough to judge by").atMost(PATIENCE).until(() -> acknowledged.size() > 100);
            } finally {
                stopping.countDown();
                for (Thread thread : threads) {
                    thread.join(TimeUnit.SECONDS.toMillis(30));
                }
            }
            assertThat(acknowledged).hasSizeGreaterThan(100);
            answers.forEach(this::assertAsFreshAsItSays);
            for (ServerProcess node : cluster.nodes()) {
                assertThat(answersOf(node, BOUNDED))
                        .as("of %s within a bound", node.node())
                        .hasSizeGreaterThan(50);
                assertThat(answersOf(node, ReadLevel.LOCAL))
                        .as("of %s, local", node.node())
                        .hasSizeGreaterThan(50);
            }
            assertThat(answers)
                    .as("answers from a state that was proven some time before")
                    .anyMatch(answer -> answer.freshness.stalenessMillis() > 0);
        }
    }

    @Test
    void aWriteIsReadOnEveryOtherNodeByItsRevision() throws Exception {
        try (ProcessCluster cluster = ProcessCluster.start(directory, 3);
                HoldfastClient client = cluster.client(Duration.ofSeconds(20))) {
            List<NodeReader> readers = cluster.nodes().stream()
                    .map(node -> new NodeReader(node, cluster.pki().material("tester")))
                    .toList();
            for (long value = 1; value <= 100; value++) {
                ReadLevel level = ReadLevel.atLeast(put(client, value));
                for (NodeReader reader : readers) {
                    Result result =
                            reader.read(KEY, level, Duration.ofSeconds(10)).orElseThrow();
                    assertThat(valueOf((Result.Answered) result)).isEqualTo(value);
                }
            }
            readers.forEach(NodeReader::close);
        }
    }

    /** Everything acknowledged so long before the read began is in the answer. */
    private void assertAsFreshAsItSays(Answer answer) {
        long staleness = answer.freshness.stalenessMillis();
        if (staleness == Freshness.UNBOUNDED) {
            assertThat(answer.level).as("%s", answer).isEqualTo(ReadLevel.LOCAL);
            return;
        }
        Map.Entry<Long, Long> newest = acknowledged.lowerEntry(answer.begun - TimeUnit.MILLISECONDS.toNanos(staleness));
        assertThat(answer.value).as("%s", answer).isGreaterThanOrEqualTo(newest == null ? 0 : newest.getValue());
        if (answer.level.equals(BOUNDED)) {
            assertThat(staleness).as("%s", answer).isLessThanOrEqualTo(BOUNDED.bound());
        }
    }

    private List<Answer> answersOf(ServerProcess node, ReadLevel level) {
        return answers.stream()
                .filter(answer -> answer.node.equals(node.node()) && answer.level.equals(level))
                .toList();
    }

    private void count(HoldfastClient client) {
        try {
            for (long value = 1; !stopping.await(2, TimeUnit.MILLISECONDS); value++) {
                try {
                    put(client, value);
                    acknowledged.put(System.nanoTime(), value);
                } catch (HoldfastException e) {
                    // Not acknowledged, so nobody need see it; a later value is.
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(ProcessCluster cluster, ServerProcess node) {
        try (NodeReader reader = new NodeReader(node, cluster.pki().material("tester"))) {
            for (int i = 0; !stopping.await(5, TimeUnit.MILLISECONDS); i++) {
                ReadLevel level = i % 2 == 0 ? BOUNDED : ReadLevel.LOCAL;
                long begun = System.nanoTime();
                Result result = reader.read(KEY, level, TIMEOUT).orElse(null);
                if (result instanceof Result.Answered answered) {
                    answers.add(new Answer(
                            node.node(), level, begun, valueOf(answered), requireNonNull(answered.freshness())));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long put(HoldfastClient client, long value) {
        return client.keyValue()
                .blocking()
                .put(KEY, Bytes.utf8(Long.toString(value)))
                .revision();
    }

    private static long valueOf(Result.Answered answered) {
        return ((Outcome.Range) answered.outcome())
                .keyValues().stream()
                        .findFirst()
                        .map(found -> Long.parseLong(found.value().utf8()))
                        .orElse(0L);
    }
}
