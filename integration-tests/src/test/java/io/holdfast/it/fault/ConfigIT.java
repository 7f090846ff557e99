package io.holdfast.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.Consistency;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.PublishOptions;
import io.holdfast.it.cluster.Agreement;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
import io.holdfast.it.workload.ConfigFollower;
import io.holdfast.it.workload.ConfigPublisher;
import io.holdfast.it.workload.ConfigPublishers;
import io.holdfast.it.workload.Writers;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.Release;
import io.holdfast.model.config.ReleaseChecksum;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.outcome.ConfigOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that publish to one config set at once, services that follow it from any moment on, while leaders are killed; then
 * the history of keys is compacted, every node is killed and starts from its snapshot (G1, G2, G7).
 */
class ConfigIT {
    private static final long SEED = Long.getLong("seed", 20_261_123);
    private static final int PUBLISHERS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** More than are published here: nothing may be forgotten. */
    private static final int KEPT = 1_000;

    @TempDir
    private Path directory;

    /** More entries than lie between two digests. */
    private static final int ENTRIES_PER_DIGEST = 150;

    private final Random random = new Random(SEED);
    private final List<ConfigFollower> followers = new ArrayList<>();

    @Test
    void concurrentPublishersLoseNothingFollowersMissNothingAndHistorySurvives(TestReporter report)
            throws InterruptedException, IOException {
        try (ProcessCluster cluster = ProcessCluster.prepare(directory, 3)) {
            for (ServerProcess node : cluster.nodes()) {
                Files.writeString(
                        node.configuration(),
                        "snapshot:\n  every-entries: 500\n  every-bytes: 256KiB\n",
                        StandardOpenOption.APPEND);
            }
            cluster.startAll();
            try (HoldfastClient client = cluster.client()) {
                Map<Long, Release> history = publishThroughKills(cluster, client, report);
                compactKeys(client);
                coverBySnapshots(cluster, client);
                cluster.nodes().forEach(ServerProcess::kill);
                cluster.startAll();
                assertThat(read(client)).isEqualTo(history);
                assertWithinKeysRevisions(client, history);
                // Those that followed before follow still.
                long next = publishOneMore(client, history);
                awaitAll(next);
                fill(client);
                Agreement.await(cluster);
            } finally {
                followers.forEach(ConfigFollower::close);
            }
            assertThat(followers)
                    .allSatisfy(follower ->
                            assertThat(follower.faults()).as("seed " + SEED).isEmpty());
        }
    }

    private Map<Long, Release> publishThroughKills(ProcessCluster cluster, HoldfastClient client, TestReporter report)
            throws InterruptedException {
        // Of a set that is not there yet: whoever publishes first makes it.
        follow(cluster);
        try (ConfigPublishers publishers = ConfigPublishers.start(cluster, PUBLISHERS)) {
            awaitPublished(publishers, 1);
            client.releases().retain(ConfigPublisher.SET, KEPT).join();
            awaitPublished(publishers, 40);
            for (int kill = 0; kill < 2; kill++) {
                ServerProcess leader = cluster.leader();
                follow(cluster);
                awaitPublished(publishers, random.nextInt(20));
                leader.kill();
                follow(cluster);
                awaitPublished(publishers, 20 + random.nextInt(20));
                follow(cluster);
                leader.start();
                cluster.awaitReady(leader);
                awaitPublished(publishers, random.nextInt(20));
                follow(cluster);
            }
            publishers.finish();
            assertThat(publishers.errors()).as("seed " + SEED).isEmpty();
            Map<Long, Release> history = read(client);
            assertNothingLost(publishers, history);
            long newest = history.size();
            follow(cluster);
            awaitAll(newest);
            report.publishEntry(
                    "releases",
                    "%d, of which %d were acknowledged and %d unknown at first; %d refused as conflicts"
                            .formatted(
                                    newest,
                                    publishers.published().size(),
                                    publishers.resolved().size(),
                                    publishers.refused()));
            return history;
        }
    }

    private void follow(ProcessCluster cluster) {
        followers.add(new ConfigFollower(cluster, "follower-" + followers.size()));
    }

    private void awaitAll(long newest) {
        await("every follower on release " + newest)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(followers)
                        .allSatisfy(follower -> assertThat(follower.last()).isEqualTo(newest)));
    }

    private static void awaitPublished(ConfigPublishers publishers, int more) {
        int goal = publishers.published().size() + more;
        await("releases")
                .atMost(PATIENCE)
                .until(() -> publishers.published().size() >= goal
                        || !publishers.errors().isEmpty());
    }

    /** Each release counts on from the one before it, and is whole; each that was acknowledged is there, and no other. */
    private static void assertNothingLost(ConfigPublishers publishers, Map<Long, Release> history) {
        Map<String, ReleaseHeader> byTag = new TreeMap<>();
        long expected = 0;
        for (Map.Entry<Long, Release> each : history.entrySet()) {
            assertThat(each.getKey()).as("numbers without a gap").isEqualTo(++expected);
            assertThat(ConfigFollower.faults(each.getValue()))
                    .as("seed " + SEED)
                    .isEmpty();
            ReleaseHeader header = each.getValue().header();
            assertThat(header.parent()).isEqualTo(expected - 1);
            assertThat(byTag.put(header.comment(), header))
                    .as("published twice: " + header)
                    .isNull();
        }
        publishers
                .published()
                .forEach((tag, number) -> assertThat(byTag)
                        .hasEntrySatisfying(
                                tag, header -> assertThat(header.number()).isEqualTo(number)));
        publishers
                .resolved()
                .forEach((tag, revision) -> assertThat(byTag)
                        .hasEntrySatisfying(
                                tag, header -> assertThat(header.revision()).isEqualTo(revision)));
        assertThat(byTag)
                .as("what was refused or settled as not applied")
                .doesNotContainKeys(publishers.absent().toArray(String[]::new));
        assertThat(publishers.published().size() + publishers.resolved().size())
                .as("every release is somebody's")
                .isEqualTo(byTag.size());
        assertThat(publishers.refused()).as("they met").isPositive();
    }

    /** Every release there is, by its number. */
    private static Map<Long, Release> read(HoldfastClient client) {
        Map<Long, Release> all = new TreeMap<>();
        long before = 0;
        ConfigOutcome.History page;
        do {
            page = client.releases().history(ConfigPublisher.SET, before, 0).join();
            for (ReleaseHeader header : page.headers()) {
                before = header.number();
                Release release = client.releases()
                        .release(ConfigPublisher.SET, before, Consistency.linearizable())
                        .join();
                assertThat(release.header()).isEqualTo(header);
                assertThat(ReleaseChecksum.of(release.documents())).isEqualTo(header.checksum());
                all.put(before, release);
            }
        } while (page.more());
        return all;
    }

    private static void compactKeys(HoldfastClient client) {
        long revision = client.keyValue().blocking().put("it/after", "releases").revision();
        client.keyValue().blocking().compact(revision);
    }

    /** Writes keys until each node has a snapshot of all that was published. */
    private static void coverBySnapshots(ProcessCluster cluster, HoldfastClient client) {
        long published = cluster.operations()
                .status(cluster.leader())
                .orElseThrow()
                .path("applied")
                .asLong();
        try (Writers writers = Writers.start(client, "it/fill", 4)) {
            await("snapshots above entry " + published)
                    .atMost(PATIENCE)
                    .until(() -> cluster.nodes().stream()
                            .allMatch(node -> cluster.operations()
                                            .status(node)
                                            .map(status -> status.path("snapshot")
                                                    .path("index")
                                                    .asLong(-1))
                                            .orElse(-1L)
                                    >= published));
            writers.stop();
        }
    }

    /** So many entries that each node takes a digest of what it applied since it was started from a snapshot. */
    private static void fill(HoldfastClient client) {
        for (int i = 0; i < ENTRIES_PER_DIGEST; i++) {
            client.keyValue().blocking().put("it/fill", Integer.toString(i));
        }
    }

    private static void assertWithinKeysRevisions(HoldfastClient client, Map<Long, Release> history) {
        long last = 0;
        for (Release release : history.values()) {
            assertThat(release.header().revision()).isGreaterThan(last);
            last = release.header().revision();
        }
        assertThat(client.keyValue()
                        .blocking()
                        .get("it/after")
                        .keyValue()
                        .orElseThrow()
                        .modRevision())
                .as("one counter for keys and releases")
                .isGreaterThan(last);
    }

    private static long publishOneMore(HoldfastClient client, Map<Long, Release> history) {
        long next = history.size() + 1L;
        List<Document> documents = ConfigPublisher.documents(next, "afterwards");
        return client.releases()
                .publish(
                        ConfigPublisher.SET,
                        documents,
                        PublishOptions.DEFAULT.expected(next - 1).comment("afterwards"))
                .join()
                .number();
    }
}
