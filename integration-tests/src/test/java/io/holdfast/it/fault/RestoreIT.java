package io.holdfast.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.client.Consistency;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.LockHandle;
import io.holdfast.client.PublishOptions;
import io.holdfast.client.PutOptions;
import io.holdfast.client.Session;
import io.holdfast.client.SessionOptions;
import io.holdfast.client.Watch;
import io.holdfast.client.WatchOptions;
import io.holdfast.client.WatchState;
import io.holdfast.it.cluster.Agreement;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
import io.holdfast.it.cluster.Tool;
import io.holdfast.it.cluster.Tool.Finished;
import io.holdfast.it.workload.ToldEvents;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.Limits;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.DocumentType;
import io.holdfast.model.config.Release;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.session.SessionEnd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The steps of docs/operations.md, "Backup and restore", as a person types them (G5, G7, G9). */
class RestoreIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final KeyRange KEYS = KeyRange.prefix(Bytes.utf8("k/"));

    /** More entries than lie between two digests. */
    private static final int ENTRIES_PER_DIGEST = 150;

    @TempDir
    private Path directory;

    @Test
    void pain26_aRestoredClusterHasAllOfItsBackupGoesOnAboveItAndWantsNothingOfTheOldOne() throws IOException {
        try (ProcessCluster cluster = ProcessCluster.prepare(directory, 3)) {
            cluster.pki().operator("operator");
            cluster.startAll();
            Path backup = directory.resolve("backup.snapshot");
            try (HoldfastClient old = cluster.client();
                    Session session = old.openSession(SessionOptions.of(Duration.ofMinutes(5)))
                            .join()) {
                Filled filled = fill(old);
                JsonNode saved = save(cluster, backup);
                assertThat(saved.path("revision").asLong()).isGreaterThanOrEqualTo(filled.revision());
                // What comes after the backup is lost, but its numbers must not come again.
                long lost = old.keyValue()
                        .blocking()
                        .put("k/lost", "after the backup")
                        .revision();
                ToldEvents told = new ToldEvents(filled.revision());
                try (Watch watch = old.watch()
                        .listen(
                                KEYS,
                                WatchOptions.DEFAULT.from(filled.revision() + 1).withProgress(),
                                told)) {
                    await("the lost put").atMost(PATIENCE).until(() -> told.position() >= lost);
                    cluster.nodes().forEach(ServerProcess::kill);
                    inspect(cluster, backup, saved);
                    JsonNode restored = restore(cluster, backup, saved);
                    cluster.startAll();
                    clusterIsAnother(cluster, saved, restored);
                    try (HoldfastClient client = cluster.client()) {
                        everythingIsThere(client, filled);
                        numbersGoOnAbove(client, filled, lost);
                        sessionsAreGone(session, filled.held());
                        watchersAreTold(client, told, filled);
                        putMany(client);
                    }
                    assertThat(told.faults()).isEmpty();
                    assertThat(watch.state()).isNotEqualTo(WatchState.ENDED);
                }
            }
            assertThat(configDiff(cluster)).contains("pool");
            Agreement.await(cluster);
            anOldMembersDirectoryIsRefused(cluster);
        }
    }

    /** What a cluster was given before it was saved. */
    private record Filled(
            long revision, LockHandle held, long lease, List<ReleaseHeader> history, Instant afterTheFirst) {}

    private static Filled fill(HoldfastClient client) {
        for (int i = 0; i < 20; i++) {
            client.keyValue().blocking().put("k/" + i, "value " + i);
        }
        long lease = client.leases().blocking().grant(0, LONG).lease();
        client.keyValue()
                .blocking()
                .put(Bytes.utf8("k/leased"), Bytes.utf8("lives on"), PutOptions.DEFAULT.lease(lease));
        client.locks().acquire("report").close();
        LockHandle held = client.locks().acquire("report");
        publish(client, "pool: 8");
        Instant afterTheFirst = Instant.now();
        publish(client, "pool: 16");
        publish(client, "pool: 32");
        client.releases()
                .rollback("shop", 1, PublishOptions.DEFAULT.comment("too many"))
                .join();
        List<ReleaseHeader> history =
                client.releases().history("shop", 0, 100).join().headers();
        assertThat(history).hasSize(4);
        long revision =
                client.keyValue().blocking().put("k/last", "before the backup").revision();
        return new Filled(revision, held, lease, history, afterTheFirst);
    }

    private static void publish(HoldfastClient client, String content) {
        client.releases()
                .publish(
                        "shop",
                        List.of(new Document("shop.yaml", DocumentType.YAML, Bytes.utf8(content))),
                        PublishOptions.DEFAULT.comment(content))
                .join();
    }

    private JsonNode save(ProcessCluster cluster, Path backup) throws IOException {
        Finished refused = tool(cluster, "tester", "snapshot", "save", backup.toString());
        assertThat(refused.exit()).as(refused.err()).isEqualTo(1);
        assertThat(refused.err()).contains("PERMISSION_DENIED");
        assertThat(backup).doesNotExist();
        JsonNode saved = json(tool(cluster, "operator", "snapshot", "save", backup.toString(), "-o", "json"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
                .isEqualTo("rw-------");
        assertThat(saved.path("bytes").asLong()).isEqualTo(Files.size(backup));
        assertThat(saved.path("cluster").asText()).isEqualTo(ProcessCluster.NAME);
        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .as("nothing unfinished is left behind")
                    .noneMatch(name -> name.endsWith(".tmp"));
        }
        return saved;
    }

    private static void inspect(ProcessCluster cluster, Path backup, JsonNode saved) throws IOException {
        JsonNode seen = json(tool(cluster, "tester", "snapshot", "inspect", backup.toString(), "-o", "json"));
        for (String same : List.of("sha256", "bytes", "cluster", "clusterId", "revision")) {
            assertThat(seen.path(same)).as(same).isEqualTo(saved.path(same));
        }
        assertThat(seen.path("releases").asInt()).isEqualTo(4);
        assertThat(seen.path("sessions").asInt()).isPositive();
        Path damaged = backup.resolveSibling("damaged.snapshot");
        byte[] bytes = Files.readAllBytes(backup);
        bytes[bytes.length / 2] ^= 1;
        Files.write(damaged, bytes);
        Finished refused = tool(cluster, "tester", "snapshot", "inspect", damaged.toString());
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("SNAPSHOT_DAMAGED").contains("byte");
    }

    /** All nodes, each on its own: what they begin with is the same. */
    private static JsonNode restore(ProcessCluster cluster, Path backup, JsonNode saved) throws IOException {
        ServerProcess first = cluster.nodes().get(0);
        Finished occupied = restore(cluster, first, backup, "--plan");
        assertThat(occupied.exit()).isEqualTo(1);
        assertThat(occupied.err()).contains("DIRECTORY_NOT_EMPTY").contains("move this directory aside");
        for (ServerProcess node : cluster.nodes()) {
            Files.move(data(node), old(node));
        }
        JsonNode plan = json(restore(cluster, first, backup, "--plan", "-o", "json"));
        assertThat(data(first)).doesNotExist();
        assertThat(plan.path("done").asBoolean(true)).isFalse();
        assertThat(plan.path("fromRevision")).isEqualTo(saved.path("revision"));
        List<JsonNode> restored = new ArrayList<>();
        for (ServerProcess node : cluster.nodes()) {
            restored.add(json(restore(cluster, node, backup, "-o", "json")));
        }
        for (JsonNode each : restored) {
            assertThat(each.path("done").asBoolean()).isTrue();
            for (String same : List.of("content", "chain", "clusterId", "revision")) {
                assertThat(each.path(same)).as(same).isEqualTo(plan.path(same));
            }
        }
        return plan;
    }

    private static Finished restore(ProcessCluster cluster, ServerProcess node, Path backup, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "snapshot",
                "restore",
                backup.toString(),
                "--config",
                node.configuration().toString(),
                "--token",
                "drill-1"));
        words.addAll(List.of(more));
        return tool(cluster, "tester", words.toArray(String[]::new));
    }

    private static void clusterIsAnother(ProcessCluster cluster, JsonNode saved, JsonNode restored) {
        Set<String> ids = new HashSet<>();
        for (ServerProcess node : cluster.nodes()) {
            ids.add(cluster.operations()
                    .status(node)
                    .orElseThrow()
                    .path("clusterId")
                    .asText());
        }
        assertThat(ids)
                .containsExactly(restored.path("clusterId").asText())
                .doesNotContain(saved.path("clusterId").asText());
    }

    private static void everythingIsThere(HoldfastClient client, Filled filled) {
        Map<String, String> keys = client.keyValue().blocking().range(KEYS).keyValues().stream()
                .collect(Collectors.toMap(
                        each -> each.key().utf8(), each -> each.value().utf8()));
        assertThat(keys).hasSize(22).containsEntry("k/19", "value 19").containsEntry("k/last", "before the backup");
        LeaseLife life = client.leases().timeToLive(filled.lease(), true).join();
        assertThat(life.keys()).containsExactly(Bytes.utf8("k/leased"));
        assertThat(life.remainingMillis()).isGreaterThan(LONG.toMillis() / 2);
        assertThat(client.releases().history("shop", 0, 100).join().headers()).isEqualTo(filled.history());
        assertThat(content(client.releases()
                        .release("shop", 2, Consistency.linearizable())
                        .join()))
                .isEqualTo("pool: 16");
        assertThat(content(client.releases()
                        .at("shop", filled.afterTheFirst(), Consistency.linearizable())
                        .join()))
                .isEqualTo("pool: 8");
        assertThat(content(client.releases()
                        .current("shop", Consistency.linearizable())
                        .join()))
                .isEqualTo("pool: 8");
    }

    private static String content(Release release) {
        return release.documents().get(0).content().utf8();
    }

    private static void numbersGoOnAbove(HoldfastClient client, Filled filled, long lost) {
        long revision = client.keyValue().blocking().put("k/new", "1").revision();
        assertThat(revision)
                .isGreaterThan(filled.revision() + Limits.RESTORATION_LEAP)
                .isGreaterThan(lost);
        // Nobody holds it any more: its holder's session has ended.
        try (LockHandle next = client.locks().acquire("report", Duration.ofSeconds(10))) {
            assertThat(next.token()).isGreaterThan(filled.held().token() + Limits.RESTORATION_LEAP);
        }
        publish(client, "pool: 64");
        assertThat(client.releases()
                        .current("shop", Consistency.linearizable())
                        .join()
                        .header()
                        .number())
                .isEqualTo(filled.history().size() + 1);
    }

    /** The client of before learns it, by name. */
    private static void sessionsAreGone(Session session, LockHandle held) {
        assertThat(session.whenEnded())
                .succeedsWithin(PATIENCE)
                .satisfies(ending -> assertThat(ending.end()).isEqualTo(SessionEnd.EXPIRED));
        await("the loss of the lock").atMost(PATIENCE).until(() -> !held.isHeld());
    }

    private static void watchersAreTold(HoldfastClient client, ToldEvents told, Filled filled) {
        await("a reset of the watch that was further than the backup")
                .atMost(PATIENCE)
                .until(() -> told.snapshots() == 1);
        ToldEvents late = new ToldEvents(filled.revision() - 5);
        try (Watch watch = client.watch()
                .listen(KEYS, WatchOptions.DEFAULT.from(filled.revision() - 4).withProgress(), late)) {
            await("a reset of a watch from an old revision").atMost(PATIENCE).until(() -> late.snapshots() == 1);
            assertThat(watch.state()).isNotEqualTo(WatchState.ENDED);
        }
    }

    private static void putMany(HoldfastClient client) {
        for (int i = 0; i < ENTRIES_PER_DIGEST; i++) {
            client.keyValue().blocking().put("k/many", Integer.toString(i));
        }
    }

    private static String configDiff(ProcessCluster cluster) {
        return tool(cluster, "tester", "config", "diff", "shop", "1", "2").ok().out();
    }

    private static void anOldMembersDirectoryIsRefused(ProcessCluster cluster) throws IOException {
        ServerProcess node = cluster.follower();
        node.terminate();
        Path aside = node.directory().resolve("data-restored");
        Files.move(data(node), aside);
        Files.move(old(node), data(node));
        node.start();
        assertThat(node.awaitExit(PATIENCE)).isEqualTo(70);
        assertThat(node.output()).contains("FAIL-STOP").contains("CLUSTER_MISMATCH");
        Files.move(data(node), old(node));
        Files.move(aside, data(node));
        cluster.startAll();
    }

    private static Path data(ServerProcess node) {
        return node.directory().resolve("data");
    }

    private static Path old(ServerProcess node) {
        return node.directory().resolve("data-old");
    }

    private static JsonNode json(Finished finished) throws IOException {
        return JSON.readTree(finished.ok().out());
    }

    private static Finished tool(ProcessCluster cluster, String who, String... words) {
        return Tool.holdfast(
                Map.of(
                        "HOLDFAST_ENDPOINTS",
                        cluster.endpoints(),
                        "HOLDFAST_CACERT",
                        cluster.pki().caCert().toString(),
                        "HOLDFAST_CERT",
                        cluster.pki().cert(who).toString(),
                        "HOLDFAST_KEY",
                        cluster.pki().key(who).toString(),
                        "HOLDFAST_OPS_URLS",
                        cluster.nodes().stream()
                                .map(node -> "https://127.0.0.1:" + node.opsPort())
                                .collect(Collectors.joining(",")),
                        "HOLDFAST_SERVER_HEAP",
                        "384m"),
                words);
    }
}
