package io.holdfast.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.HoldfastClient;
import io.holdfast.client.Session;
import io.holdfast.client.SessionOptions;
import io.holdfast.client.SessionState;
import io.holdfast.client.Watch;
import io.holdfast.client.WatchOptions;
import io.holdfast.client.WatchState;
import io.holdfast.it.cluster.Agreement;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
import io.holdfast.it.workload.ToldEvents;
import io.holdfast.it.workload.Writers;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots of real processes: restart from them, a purged log, and a member that needs one (G1, G9). */
class SnapshotIT {
    private static final int WRITERS = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern SEGMENT = Pattern.compile("log_(?:inprogress_)?(\\d+)(?:-\\d+)?");

    @TempDir
    static Path directory;

    private static ProcessCluster cluster;

    @BeforeAll
    static void startClusterThatTakesSnapshotsOften() throws IOException {
        cluster = ProcessCluster.prepare(directory, 3);
        for (ServerProcess node : cluster.nodes()) {
            Files.writeString(
                    node.configuration(),
                    "snapshot:\n  every-entries: 200\n  every-bytes: 64KiB\n",
                    StandardOpenOption.APPEND);
        }
        cluster.startAll();
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @BeforeEach
    void everyNodeRuns() {
        cluster.startAll();
    }

    @Test
    void nodesThatWereKilledStartFromASnapshotAndLoseNothing() {
        try (HoldfastClient client = cluster.client();
                Writers writers = Writers.start(client, "restart", WRITERS)) {
            await("a purged log on every node")
                    .atMost(PATIENCE)
                    .until(() -> cluster.nodes().stream().allMatch(node -> logBegins(node) > 0));
            cluster.nodes().forEach(ServerProcess::kill);
            cluster.startAll();
            progress(writers, 300);
            ServerProcess leader = cluster.leader();
            leader.kill();
            progress(writers, 300);
            leader.start();
            cluster.awaitReady(leader);
            progress(writers, 300);
            writers.stop();
            writers.assertNothingAcknowledgedIsLost();
        }
        Agreement.await(cluster);
    }

    @Test
    void aMemberThatWasAwayUntilTheLogWasPurgedGetsASnapshotAndItsWatchesAndSessionsGoOn() {
        KeyRange range = KeyRange.prefix(Bytes.utf8("install/"));
        ServerProcess away = cluster.follower();
        try (HoldfastClient client = cluster.client();
                HoldfastClient through = clientOf(away);
                Session session = through.openSession(SessionOptions.of(Duration.ofMinutes(1)))
                        .join()) {
            long begin = client.keyValue().blocking().put("install/begin", "1").revision();
            ToldEvents told = new ToldEvents(begin - 1);
            try (Watch watch = through.watch().listen(range, WatchOptions.DEFAULT.from(begin), told);
                    Writers writers = Writers.start(client, "install", WRITERS)) {
                progress(writers, 100);
                long reached = applied(away);
                away.pause();
                await("a log that begins after what the absent member has")
                        .atMost(PATIENCE)
                        .until(() -> cluster.nodes().stream()
                                .filter(node -> node != away)
                                .allMatch(node -> logBegins(node) > reached + 1_000));
                away.resume();
                await("the snapshot")
                        .atMost(PATIENCE)
                        .until(() -> metric(away, "holdfast_snapshots_installed_total") >= 1);
                cluster.awaitReady(away);
                progress(writers, 300);
                writers.stop();
                writers.assertNothingAcknowledgedIsLost();
                long end = through.keyValue().blocking().put("install/end", "1").revision();
                await("the last event").atMost(PATIENCE).until(() -> told.position() >= end);
                assertThat(told.faults()).isEmpty();
                assertThat(told.snapshots())
                        .as("history came with the snapshot")
                        .isZero();
                assertThat(told.lines()).hasSizeGreaterThan((int) writers.acknowledged());
                assertThat(watch.state()).isEqualTo(WatchState.FOLLOWING);
                assertThat(session.state()).isNotEqualTo(SessionState.EXPIRED);
            }
        }
        Agreement.await(cluster);
    }

    private static HoldfastClient clientOf(ServerProcess node) {
        return HoldfastClient.builder()
                .endpoints(node.clientAddress())
                .tls(
                        cluster.pki().caCert(),
                        cluster.pki().cert("tester"),
                        cluster.pki().key("tester"))
                .name("through-one-node")
                .requestTimeout(Duration.ofSeconds(30))
                .build();
    }

    private static void progress(Writers writers, long more) {
        long goal = writers.acknowledged() + more;
        await("writes go on").atMost(PATIENCE).until(() -> writers.acknowledged() >= goal);
    }

    private static long applied(ServerProcess node) {
        return cluster.operations().status(node).orElseThrow().path("applied").asLong();
    }

    private static double metric(ServerProcess node, String name) {
        return cluster.operations()
                .get(node, "/metrics")
                .flatMap(page -> page.body()
                        .lines()
                        .filter(line -> line.startsWith(name + " "))
                        .map(line -> Double.parseDouble(line.substring(name.length())))
                        .findFirst())
                .orElse(0.0);
    }

    /** The first entry that a node's log still has. */
    private static long logBegins(ServerProcess node) {
        try (var files = Files.walk(node.directory().resolve("data/raft/log"))) {
            return files.map(file -> SEGMENT.matcher(String.valueOf(file.getFileName())))
                    .filter(Matcher::matches)
                    .mapToLong(matcher -> Long.parseLong(matcher.group(1)))
                    .min()
                    .orElse(0);
        } catch (UncheckedIOException e) {
            // A segment was purged while its folder was looked through.
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
