package io.holdfast.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.HoldfastClient;
import io.holdfast.client.HoldfastException;
import io.holdfast.client.Watch;
import io.holdfast.client.WatchEvent;
import io.holdfast.client.WatchListener;
import io.holdfast.client.WatchOptions;
import io.holdfast.client.WatchUpdate;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
import io.holdfast.it.workload.Channels;
import io.holdfast.it.workload.RawWatches;
import io.holdfast.it.workload.RawWatches.Told;
import io.holdfast.it.workload.Writers;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.event.Event;
import io.holdfast.model.watch.WatchSpec;
import io.holdfast.wire.WatchRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Watches on real nodes: across kills, compaction and slow readers everything arrives, once and in order (G7). */
class WatchIT {
    /** No promise of the product: the machine may be busy with other builds. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path directory;

    private static ProcessCluster cluster;
    private HoldfastClient client;

    @BeforeAll
    static void startCluster() {
        cluster = ProcessCluster.start(directory, 3);
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @BeforeEach
    void everyNodeRuns() {
        cluster.startAll();
        client = cluster.client();
    }

    @AfterEach
    void closeClient() {
        client.close();
    }

    @Test
    void pain14_everyWriteArrivesOnceAndInOrderWhileEachNodeIsKilled() {
        Recorder recorder = new Recorder();
        long from = write("mark/", 0, 1);
        try (Watch watch = client.watch()
                        .listen(KeyRange.prefix(Bytes.utf8("killed/")), WatchOptions.DEFAULT.from(from + 1), recorder);
                Writers writers = Writers.start(client, "killed/w", 4)) {
            for (ServerProcess node : cluster.nodes()) {
                cluster.startAll(); // the one killed before: the others need it as a quorum
                progress(writers, 100);
                node.kill();
                progress(writers, 100);
            }
            writers.stop();
            writers.assertNothingAcknowledgedIsLost();
            Map<Bytes, KeyValue> newest = read("killed/");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(recorder.newest()).isEqualTo(newest));
            long last = newest.values().stream()
                    .mapToLong(KeyValue::modRevision)
                    .max()
                    .orElseThrow();
            assertThat(watch.position()).isGreaterThanOrEqualTo(last);
        }
        recorder.assertWhole();
    }

    @Test
    void pain28_aSlowReaderBelowTheFloorBeginsAnewAndMissesNothing() {
        long from = write("slow/", 0, 1);
        try (RawWatches slow = watching(cluster.follower(), 3)) {
            slow.send(
                    List.of(new WatchRequest.Create(1, WatchSpec.of(KeyRange.prefix(Bytes.utf8("slow/")), from + 1))));
            await().atMost(PATIENCE).until(() -> slow.told().containsKey(1L));
            long written = write("slow/", 1, 2_000);
            client.keyValue().compact(written).join();
            write("slow/", 2_001, 100);
            slow.take(1_000_000);

            Map<Bytes, KeyValue> newest = read("slow/");
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(applied(told(slow.told(), 1))).isEqualTo(newest));
            assertThat(told(slow.told(), 1).resets()).isPositive();
            assertThat(slow.broken()).isEmpty();
        }
    }

    @Test
    void pain16_aThousandWatchesGoOnOnAnotherNodeWithOneFrame() {
        long from = write("many/", 0, 1);
        List<ServerProcess> nodes = cluster.nodes();
        Map<Long, Told> first;
        try (RawWatches watches = watching(nodes.get(0), 1_000_000)) {
            List<WatchRequest> all = new ArrayList<>();
            for (long number = 1; number <= 1_000; number++) {
                all.add(new WatchRequest.Create(number, WatchSpec.of(range(number), from + 1)));
            }
            watches.send(all);
            write("many/", 1, 100);
            await().atMost(PATIENCE).until(() -> events(watches.told()) == 10 * 100);
            assertThat(watches.broken()).isEmpty();
            first = watches.told();
        }
        write("many/", 101, 100);
        try (RawWatches watches = watching(nodes.get(1), 1_000_000)) {
            List<WatchRequest> all = new ArrayList<>();
            first.forEach((number, told) ->
                    all.add(new WatchRequest.Create(number, WatchSpec.of(range(number), told.position() + 1))));
            watches.send(all);
            write("many/", 201, 100);
            await().atMost(PATIENCE).until(() -> events(watches.told()) == 10 * 200);
            assertThat(watches.broken()).isEmpty();
            watches.told().forEach((number, told) -> {
                List<Event> seen = new ArrayList<>(told(first, number).events());
                seen.addAll(told.events());
                assertThat(seen)
                        .extracting(event -> event.keyValue().version())
                        .isSorted()
                        .doesNotHaveDuplicates();
                assertThat(seen).hasSize(3);
            });
        }
    }

    private static RawWatches watching(ServerProcess node, int frames) {
        return new RawWatches(Channels.to(node, cluster.pki().material("tester")), frames);
    }

    /** A hundredth of the keys for each; every key has ten watches. */
    private static KeyRange range(long number) {
        return KeyRange.single(Bytes.utf8("many/" + number % 100));
    }

    private static long events(Map<Long, Told> told) {
        return told.values().stream().mapToLong(each -> each.events().size()).sum();
    }

    /** Puts so many values of ten kilobytes, over a hundred keys; returns the last revision. */
    private long write(String prefix, int first, int count) {
        long last = 0;
        List<CompletableFuture<Long>> puts = new ArrayList<>();
        for (int i = first; i < first + count; i++) {
            puts.add(client.keyValue()
                    .put(Bytes.utf8(prefix + i % 100), Bytes.wrap(new byte[10_000]))
                    .thenApply(reply -> reply.revision()));
            if (puts.size() == 100 || i == first + count - 1) {
                for (CompletableFuture<Long> put : puts) {
                    last = Math.max(last, put.join());
                }
                puts.clear();
            }
        }
        return last;
    }

    private Map<Bytes, KeyValue> read(String prefix) {
        Map<Bytes, KeyValue> keys = new TreeMap<>();
        client.keyValue()
                .blocking()
                .range(KeyRange.prefix(Bytes.utf8(prefix)))
                .keyValues()
                .forEach(found -> keys.put(found.key(), found));
        return keys;
    }

    private static Told told(Map<Long, Told> watches, long number) {
        return Objects.requireNonNull(watches.get(number), () -> "watch " + number + " has not begun");
    }

    private static Map<Bytes, KeyValue> applied(Told told) {
        Map<Bytes, KeyValue> keys = new TreeMap<>();
        told.keys().forEach(key -> keys.put(key.key(), key));
        told.events().forEach(event -> keys.put(event.keyValue().key(), event.keyValue()));
        return keys;
    }

    private static void progress(Writers writers, long more) {
        long goal = writers.acknowledged() + more;
        await().atMost(PATIENCE).until(() -> writers.acknowledged() >= goal);
    }

    /** What the client was told; versions of a key count its puts, so they show a gap or a duplicate. */
    private static final class Recorder implements WatchListener {
        private final List<KeyValue> puts = new CopyOnWriteArrayList<>();
        private final List<String> unexpected = new CopyOnWriteArrayList<>();

        @Override
        public void onEvents(WatchUpdate.Events batch) {
            List<KeyValue> more = new ArrayList<>();
            for (WatchEvent event : batch.events()) {
                if (event instanceof WatchEvent.Put put) {
                    more.add(put.keyValue());
                } else {
                    unexpected.add(event.toString());
                }
            }
            puts.addAll(more);
        }

        @Override
        public void onSnapshot(WatchUpdate.Snapshot part) {
            unexpected.add(part.toString());
        }

        @Override
        public void onError(HoldfastException why) {
            unexpected.add(why.toString());
        }

        Map<Bytes, KeyValue> newest() {
            Map<Bytes, KeyValue> keys = new TreeMap<>();
            puts.forEach(put -> keys.put(put.key(), put));
            return keys;
        }

        void assertWhole() {
            assertThat(unexpected).isEmpty();
            assertThat(puts).extracting(KeyValue::modRevision).isSorted().doesNotHaveDuplicates();
            Map<Bytes, Long> versions = new TreeMap<>();
            for (KeyValue put : puts) {
                long expected = versions.getOrDefault(put.key(), 0L) + 1;
                assertThat(put.version()).as("puts of %s", put.key()).isEqualTo(expected);
                versions.put(put.key(), expected);
            }
        }
    }
}
