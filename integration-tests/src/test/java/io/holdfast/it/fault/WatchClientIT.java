package io.holdfast.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.BlockingKeyValueClient;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.RangeOptions;
import io.holdfast.client.Watch;
import io.holdfast.client.WatchIterator;
import io.holdfast.client.WatchOptions;
import io.holdfast.client.WatchState;
import io.holdfast.client.cache.CacheView;
import io.holdfast.client.cache.KeyCache;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
import io.holdfast.it.cluster.SharedCluster;
import io.holdfast.it.workload.ToldEvents;
import io.holdfast.it.workload.Writers;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Watches and caches of the real client while the nodes they hang on are killed under load (G7). */
class WatchClientIT {
    private static final int WRITERS = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

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

    private BlockingKeyValueClient keys() {
        return client.keyValue().blocking();
    }

    @Test
    void pain14_everyFormOfWatchTellsTheWholeHistoryOnceAcrossKillsOfEveryNode() {
        KeyRange range = KeyRange.prefix(Bytes.utf8("history/"));
        long begin = keys().put("history/begin", "1").revision();
        WatchOptions options = WatchOptions.DEFAULT.from(begin).withProgress();
        ToldEvents heard = new ToldEvents(begin - 1);
        ToldEvents published = new ToldEvents(begin - 1);
        ToldEvents iterated = new ToldEvents(begin - 1);
        try (HoldfastClient other = cluster.client();
                Watch watch = client.watch().listen(range, options, heard);
                WatchIterator updates = other.watch().iterate(range, options);
                KeyCache cache = KeyCache.open(other, range);
                Writers writers = Writers.start(client, "history", WRITERS)) {
            other.watch().publish(range, options).subscribe(published);
            read(updates, iterated);
            writers.awaitMore(300);
            for (ServerProcess victim : cluster.nodes()) {
                victim.kill();
                writers.awaitMore(300);
                victim.start();
                cluster.awaitReady(victim);
                writers.awaitMore(100);
            }
            writers.stop();
            writers.assertNothingAcknowledgedIsLost();
            long end = keys().put("history/end", "1").revision();
            for (ToldEvents told : List.of(heard, published, iterated)) {
                await("the last event").atMost(PATIENCE).until(() -> told.position() >= end);
                assertThat(told.faults()).isEmpty();
                assertThat(told.snapshots()).isZero();
            }
            List<String> whole = history(range, begin, end);
            assertThat(whole).hasSizeGreaterThan((int) writers.acknowledged());
            assertThat(heard.lines()).isEqualTo(whole);
            assertThat(published.lines()).isEqualTo(whole);
            assertThat(iterated.lines()).isEqualTo(whole);
            assertThat(heard.keys()).isEqualTo(stored(range));

            CacheView view = cache.consistent().join();
            assertThat(view.revision()).isGreaterThanOrEqualTo(end);
            assertThat(view.snapshot().stream()).containsExactlyElementsOf(stored(range));
            await("freshness").atMost(PATIENCE).until(() -> !cache.isStale());
            assertThat(watch.state()).isEqualTo(WatchState.FOLLOWING);
        }
    }

    @Test
    void pain15_aSlowConsumerIsHandedTheWholeHistoryOrASnapshotAndGoesOn() {
        KeyRange range = KeyRange.prefix(Bytes.utf8("slow/"));
        long begin = keys().put("slow/begin", "1").revision();
        Semaphore pace = new Semaphore(0);
        ToldEvents slow = new ToldEvents(begin - 1);
        WatchOptions options = WatchOptions.DEFAULT.from(begin).buffer(20, 1 << 20);
        try (WatchIterator updates = client.watch().iterate(range, options);
                Writers writers = Writers.start(client, "slow", WRITERS)) {
            read(updates, slow, pace);
            writers.awaitMore(200);
            await("it falls behind").atMost(PATIENCE).until(() -> updates.state() == WatchState.BEHIND);
            pace.release(30);
            writers.awaitMore(200);
            ServerProcess leader = cluster.leader();
            leader.kill();
            writers.awaitMore(200);
            leader.start();
            cluster.awaitReady(leader);
            writers.stop();
            assertThat(slow.snapshots()).isZero();
            long last = keys().put("slow/middle", "1").revision();
            keys().compact(last);
            await("compaction on every node")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(cluster.nodes())
                            .allSatisfy(node -> assertThat(compacted(node)).isGreaterThanOrEqualTo(last)));
            pace.release(1_000_000);
            long end = keys().put("slow/end", "1").revision();
            await("the end").atMost(PATIENCE).until(() -> slow.position() >= end);
            assertThat(slow.faults()).isEmpty();
            assertThat(slow.snapshots()).isEqualTo(1);
            assertThat(slow.keys()).isEqualTo(stored(range));
        }
    }

    @Test
    void pain15_aWatchWithoutAMajoritySaysThatItIsStaleAndGoesOnWhenItIsBack() {
        KeyRange range = KeyRange.prefix(Bytes.utf8("stale/"));
        WatchOptions options = WatchOptions.DEFAULT.staleAfter(Duration.ofSeconds(2));
        List<ServerProcess> majority = cluster.nodes().subList(0, 2);
        try (WatchIterator updates = client.watch().iterate(range, options);
                KeyCache cache = KeyCache.open(client, range, Duration.ofSeconds(2))) {
            cache.awaitReady(PATIENCE);
            await().atMost(PATIENCE).until(() -> updates.state() == WatchState.FOLLOWING);
            majority.forEach(ServerProcess::kill);
            assertThat(updates.next(PATIENCE)).containsInstanceOf(io.holdfast.client.WatchUpdate.Stale.class);
            await().atMost(PATIENCE).until(cache::isStale);
            assertThat(cache.local().snapshot().size()).isZero();
            cluster.startAll();
            long written = keys().put("stale/a", "1").revision();
            assertThat(cache.consistent().join().revision()).isGreaterThanOrEqualTo(written);
            assertThat(cache.isStale()).isFalse();
            await().atMost(PATIENCE).until(() -> {
                updates.next(Duration.ofMillis(100));
                return updates.position() >= written;
            });
        }
    }

    /** All events of a range, read by a watch that had no trouble. */
    private List<String> history(KeyRange range, long begin, long end) {
        ToldEvents all = new ToldEvents(begin - 1);
        try (HoldfastClient calm = cluster.client();
                WatchIterator updates = calm.watch()
                        .iterate(range, WatchOptions.DEFAULT.from(begin).withProgress())) {
            while (all.position() < end) {
                all.take(updates.next(PATIENCE).orElseThrow());
            }
        }
        assertThat(all.faults()).isEmpty();
        return all.lines();
    }

    private long compacted(ServerProcess node) {
        return cluster.operations()
                .status(node)
                .map(status -> status.path("compacted").asLong())
                .orElse(0L);
    }

    private List<KeyValue> stored(KeyRange range) {
        try (Stream<KeyValue> all = keys().stream(range, RangeOptions.DEFAULT)) {
            return all.toList();
        }
    }

    private static void read(WatchIterator updates, ToldEvents told) {
        read(updates, told, new Semaphore(Integer.MAX_VALUE));
    }

    /** Reads on a thread of its own, until the watch is closed, one update for each permit. */
    private static void read(WatchIterator updates, ToldEvents told, Semaphore pace) {
        Thread reader = new Thread(() -> {
            while (updates.hasNext()) {
                pace.acquireUninterruptibly();
                told.take(updates.next());
            }
        });
        reader.setDaemon(true);
        reader.start();
    }
}
