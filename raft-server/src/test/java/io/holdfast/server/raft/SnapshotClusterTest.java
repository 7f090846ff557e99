package io.holdfast.server.raft;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.Put;
import io.holdfast.model.event.Event;
import io.holdfast.model.notice.Topic;
import io.holdfast.model.notice.TopicKind;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.model.watch.WatchPush;
import io.holdfast.model.watch.WatchSpec;
import io.holdfast.server.port.NodeStatus;
import io.holdfast.server.port.NodeStatus.DigestAt;
import io.holdfast.server.port.NoticeHub.NoticeStream;
import io.holdfast.server.port.WatchHub.WatchStream;
import io.holdfast.server.snapshot.SnapshotOptions;
import io.holdfast.server.storage.ClusterId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.server.raftlog.RaftLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots of three real nodes in this JVM: restart, purge, installation, and the same state after each. */
class SnapshotClusterTest {
    /** Often, and with small log segments, so that the log is purged soon. */
    private static final SnapshotOptions OFTEN =
            new SnapshotOptions(64, 64 << 10, Duration.ofHours(1), 2, 256 << 20, "test");

    private static final int ANY = 1 << 20;
    private static final int ROUNDS = 10;

    @TempDir
    Path folder;

    @Test
    void nodesRestartFromASnapshotAndTheRestOfTheirLogWithEqualDigests() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3).taking(OFTEN).started()) {
            writeUntilPurged(cluster, "k");
            Outcome.Put last = (Outcome.Put) cluster.write(TestCluster.put("last", "1"));
            Map<Long, DigestAt> before = digests(cluster);
            for (String id : cluster.ids()) {
                cluster.crash(id);
            }
            cluster.started();
            for (String id : cluster.ids()) {
                assertThat(logBegins(cluster, id))
                        .as("what %s could not replay", id)
                        .isPositive();
            }
            assertThat(cluster.get("last").count()).isEqualTo(1);
            assertThat(cluster.get("k0").count()).isEqualTo(1);
            assertThat(cluster.node(cluster.leader()).maintenance().status().revision())
                    .isGreaterThanOrEqualTo(last.revision());
            awaitEqualDigests(cluster, before);
        }
    }

    @Test
    void aMemberThatWasAwayUntilTheLogWasPurgedInstallsASnapshotLargerThanOneChunkAndGoesOn() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3).taking(OFTEN).started();
                Partition partition = new Partition()) {
            String away = cluster.follower();
            var lease = (Outcome.LeaseGranted) cluster.write(TestCluster.encoded(new LeaseCommand.Grant(0, 60_000)));
            cluster.write(TestCluster.put("watched/before", "1"));
            Watcher watcher = new Watcher(cluster, away);
            watcher.awaitKeys("watched/before");
            Topic topic = new Topic(TopicKind.ELECTION, "nobody stands");
            NoticeStream observer = cluster.node(away).notices().open(() -> {});
            observer.subscribe(topic);

            partition.cutOff(away);
            CompletableFuture<TestCluster.Seen> waiting =
                    cluster.read(away, "watched/last", ReadLevel.atLeast(Long.MAX_VALUE >> 1), 30_000);
            String leader = leaderBeside(cluster, away);
            for (int i = 0; i < 3 * RatisSettings.SNAPSHOT_CHUNK_BYTES / 100_000; i++) {
                put(cluster, leader, "big" + i, "x".repeat(100_000));
            }
            put(cluster, leader, "watched/last", "1");
            long reached =
                    requireNonNull(cluster.node(away).division()).getRaftLog().getNextIndex();
            int extra = 0;
            while (logBegins(cluster, leader) <= reached
                    || snapshot(cluster, leader).bytes() <= 2 * RatisSettings.SNAPSHOT_CHUNK_BYTES) {
                put(cluster, leader, "more" + extra++, "y".repeat(1_000));
            }

            partition.heal();
            TestCluster.patiently()
                    .untilAsserted(() -> assertThat(status(cluster, away).appliedIndex())
                            .isGreaterThanOrEqualTo(logBegins(cluster, leader)));
            assertThat(snapshot(cluster, away)).isNotNull();
            assertThat(TestCluster.patiently().until(observer::poll, told -> told != null))
                    .as("whatever happened, nobody saw it happen")
                    .isEqualTo(topic);
            cluster.awaitReady();

            awaitEqualDigests(cluster, Map.of());
            assertThat(logBegins(cluster, away)).as("it did not get the log").isGreaterThan(reached);
            put(cluster, cluster.leader(), "watched/after", "1");
            watcher.awaitKeys("watched/before", "watched/last", "watched/after");
            assertThat(waiting).as("a read that waits for more goes on waiting").isNotDone();
            assertThat(cluster.read(away, "watched/after", ReadLevel.LINEARIZABLE, 5_000)
                            .get(5, TimeUnit.SECONDS)
                            .value())
                    .isEqualTo("1");
            assertThat(cluster.write(TestCluster.encoded(
                            new Put(Bytes.utf8("held"), Bytes.utf8("1"), lease.lease(), false, false, false))))
                    .isInstanceOf(Outcome.Put.class);
            for (String id : cluster.ids()) {
                assertThat(cluster.running(id).failStop().lines()).as(id).isEmpty();
            }
            cluster.crash(away);
            cluster.start(away);
            cluster.awaitReady();
            assertThat(cluster.read(away, "watched/after", ReadLevel.LINEARIZABLE, 5_000)
                            .get(5, TimeUnit.SECONDS)
                            .value())
                    .as("from the installed snapshot, after a restart")
                    .isEqualTo("1");
        }
    }

    @Test
    void aNodeWhoseNewestSnapshotIsDamagedStartsFromTheOlderOne() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3).taking(OFTEN).started()) {
            writeUntilPurged(cluster, "k");
            String id = cluster.follower();
            cluster.crash(id);
            Path newest;
            try (var files = Files.list(snapshots(cluster, id))) {
                newest = files.filter(file -> !file.toString().endsWith(".md5"))
                        .max(Comparator.comparingLong(
                                file -> Long.parseLong(file.toString().replaceAll(".*_", ""))))
                        .orElseThrow();
            }
            byte[] bytes = Files.readAllBytes(newest);
            bytes[bytes.length / 2] ^= 1;
            Files.write(newest, bytes);
            cluster.start(id);
            cluster.awaitReady();
            assertThat(newest.resolveSibling(newest.getFileName() + ".corrupt")).exists();
            awaitEqualDigests(cluster, Map.of());
        }
    }

    @Test
    void aNodeWhosePurgeWasCutShortByThePowerStartsWithoutWhatItLeft() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3).taking(OFTEN).started()) {
            writeUntilPurged(cluster, "k");
            String id = cluster.follower();
            assertThat(logBegins(cluster, id)).isGreaterThan(1);
            cluster.crash(id);
            Path log = snapshots(cluster, id).resolveSibling("current");
            Path leftover = log.resolve("log_0-0");
            try (var files = Files.list(log)) {
                Files.copy(
                        files.filter(file -> file.getFileName().toString().startsWith("log_"))
                                .findFirst()
                                .orElseThrow(),
                        leftover);
            }
            cluster.start(id);
            cluster.awaitReady();
            assertThat(leftover).doesNotExist();
            awaitEqualDigests(cluster, Map.of());
        }
    }

    private static void writeUntilPurged(TestCluster cluster, String name) throws Exception {
        int written = 0;
        while (cluster.ids().stream().anyMatch(id -> logBegins(cluster, id) <= 0)) {
            writeSome(cluster, name, written, 50);
            written += 50;
        }
    }

    private static void writeSome(TestCluster cluster, String name, int count) throws Exception {
        writeSome(cluster, name, 0, count);
    }

    private static void writeSome(TestCluster cluster, String name, int first, int count) throws Exception {
        String leader = cluster.leader();
        for (int i = first; i < first + count; i++) {
            put(cluster, leader, name + i, "v".repeat(1_000));
        }
    }

    private static void put(TestCluster cluster, String leader, String key, String value) throws Exception {
        cluster.propose(leader, TestCluster.put(key, value)).get(10, TimeUnit.SECONDS);
    }

    private static String leaderBeside(TestCluster cluster, String away) {
        return cluster.ids().stream()
                .filter(id -> !id.equals(away))
                .filter(id ->
                        requireNonNull(cluster.node(id).division()).getInfo().isLeaderReady())
                .findFirst()
                .orElseThrow();
    }

    private static long logBegins(TestCluster cluster, String id) {
        RaftLog log = requireNonNull(cluster.node(id).division()).getRaftLog();
        return log.getStartIndex();
    }

    private static Path snapshots(TestCluster cluster, String id) {
        return cluster.directory(id)
                .resolve("raft/log")
                .resolve(ClusterId.ofName(TestCluster.NAME).toString())
                .resolve("sm");
    }

    private static NodeStatus status(TestCluster cluster, String id) {
        return cluster.node(id).maintenance().status();
    }

    private static NodeStatus.SnapshotAt snapshot(TestCluster cluster, String id) {
        return requireNonNull(status(cluster, id).snapshot());
    }

    private static Map<Long, DigestAt> digests(TestCluster cluster) {
        Map<Long, DigestAt> seen = new HashMap<>();
        for (String id : cluster.ids()) {
            for (DigestAt digest : status(cluster, id).digests()) {
                assertThat(seen.getOrDefault(digest.index(), digest)).as(id).isEqualTo(digest);
                seen.put(digest.index(), digest);
            }
        }
        return seen;
    }

    /**
     * Writes until every node has the leader's newest digest, and sees that none differs from any other or from what was seen
     * before. A node that fell behind on a busy machine is sent a snapshot, and has no digest of the entries it skipped: then
     * more is written.
     */
    private static void awaitEqualDigests(TestCluster cluster, Map<Long, DigestAt> before) throws Exception {
        for (int round = 1; ; round++) {
            writeSome(cluster, "after" + round + "/", 2 * DigestSamples.EVERY);
            long written = status(cluster, cluster.leader()).appliedIndex();
            TestCluster.patiently().untilAsserted(() -> {
                for (String id : cluster.ids()) {
                    assertThat(status(cluster, id).appliedIndex()).as(id).isGreaterThanOrEqualTo(written);
                }
            });
            Map<Long, DigestAt> seen = digests(cluster);
            before.forEach((index, digest) ->
                    assertThat(seen.getOrDefault(index, digest)).isEqualTo(digest));
            long common = seen.keySet().stream()
                    .filter(index -> index <= written)
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            if (cluster.ids().stream()
                    .allMatch(id ->
                            status(cluster, id).digests().stream().anyMatch(digest -> digest.index() == common))) {
                return;
            }
            assertThat(round).as("every node has a digest at " + common).isLessThan(ROUNDS);
        }
    }

    /** A watch of the keys under {@code watched/} on one node. */
    private static final class Watcher {
        private final WatchStream stream;
        private final List<String> keys = new ArrayList<>();
        private long upTo;

        Watcher(TestCluster cluster, String node) {
            stream = cluster.node(node).watches().open(() -> {});
            stream.create(1, WatchSpec.of(KeyRange.prefix(Bytes.utf8("watched/")), 1));
        }

        void awaitKeys(String... expected) {
            TestCluster.patiently().untilAsserted(() -> {
                for (WatchPush push = stream.poll(ANY); push != null; push = stream.poll(ANY)) {
                    if (push instanceof WatchPush.Events events) {
                        assertThat(events.after()).as("without a gap").isLessThanOrEqualTo(upTo);
                        upTo = events.upTo();
                        for (Event event : events.events()) {
                            keys.add(event.keyValue().key().utf8());
                        }
                    }
                }
                assertThat(keys).containsExactly(expected);
            });
        }
    }
}
