package io.holdfast.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.CampaignOptions;
import io.holdfast.client.ElectedLeader;
import io.holdfast.client.ElectionUpdate;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.LeaderHandle;
import io.holdfast.client.RejectedException;
import io.holdfast.it.cluster.Agreement;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
import io.holdfast.model.Bytes;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.outcome.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Elections on real nodes, some of which are killed: who leads knows it, and observers hear every change once (G5, G7). */
class ElectionClientIT {
    private static final String ELECTION = "billing/active";
    private static final int ROUNDS = 3;

    @TempDir
    private Path directory;

    private final List<ElectionUpdate> first = new CopyOnWriteArrayList<>();
    private final List<ElectionUpdate> second = new CopyOnWriteArrayList<>();

    @Test
    void pain12_observersHearEveryChangeOnceThoughNodesAreKilledAndConnectionsAreCut() {
        try (ProcessCluster cluster = ProcessCluster.startRelayed(directory, 3);
                HoldfastClient candidates = cluster.client();
                HoldfastClient observer = cluster.client()) {
            Faults faults = new Faults(cluster);
            observer.elections().observe(ELECTION, first::add);
            candidates.elections().observe(ELECTION, second::add);
            await("who leads").until(() -> first.size() == 1 && second.size() == 1);
            for (int round = 0; round < ROUNDS; round++) {
                handOver(candidates);
                cutClientsOff(cluster);
                LeaderHandle handle = campaign(candidates, "alone").join();
                faults.killAndRestart(cluster.leader());
                handle.publish(Bytes.utf8("after the kill"));
                assertThat(handle.isHeld()).isTrue();
                assertThat(leader(observer).value()).isEqualTo(Bytes.utf8("after the kill"));
                handle.resignAsync().join();
                assertThat(observer.elections().leader(ELECTION)).isEmpty();
            }
            int changes = 1 + ROUNDS * 10;
            await("every change").atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(first).hasSize(changes);
                assertThat(second).hasSize(changes);
            });
            assertThat(second).isEqualTo(first);
            assertWhole(first);
            Agreement.await(cluster);
        }
    }

    /** One publishes and hands on to the last in line, which leaves to whoever is next, by itself. */
    private void handOver(HoldfastClient client) {
        LeaderHandle a = campaign(client, "a").join();
        CompletableFuture<LeaderHandle> b = campaign(client, "b");
        awaitWaiting(client, 1);
        CompletableFuture<LeaderHandle> c = campaign(client, "c");
        awaitWaiting(client, 2);
        a.publish(Bytes.utf8("busy"));
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> a.resign("nobody"))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.NO_SUCH_CANDIDATE));
        assertThat(a.isHeld()).isTrue();
        a.resign("c");
        assertThat(leader(client).candidate()).isEqualTo("c");
        assertThat(b).isNotDone();
        c.join().resignAsync().join();
        b.join().resignAsync().join();
    }

    private static CompletableFuture<LeaderHandle> campaign(HoldfastClient client, String name) {
        return client.elections()
                .campaignAsync(
                        ELECTION,
                        CampaignOptions.DEFAULT
                                .candidate(name)
                                .value("at " + name)
                                .patience(Duration.ofSeconds(30)));
    }

    private static void awaitWaiting(HoldfastClient client, int count) {
        await("candidates")
                .until(() -> client.elections().show(ELECTION).orElseThrow().waiting() == count);
    }

    private static ElectedLeader leader(HoldfastClient client) {
        return client.elections().leader(ELECTION).orElseThrow();
    }

    private static void cutClientsOff(ProcessCluster cluster) {
        for (ServerProcess node : cluster.nodes()) {
            cluster.relays(node).clients().cut();
        }
    }

    /** Tenures follow on each other, each with a higher token, and nobody publishes who does not lead. */
    private static void assertWhole(List<ElectionUpdate> updates) {
        assertThat(updates.get(0)).isInstanceOf(ElectionUpdate.Current.class);
        List<String> words = new ArrayList<>();
        long token = 0;
        ElectedLeader leading = null;
        for (ElectionUpdate update : updates.subList(1, updates.size())) {
            if (update instanceof ElectionUpdate.Elected elected) {
                assertThat(leading).isNull();
                assertThat(elected.leader().token()).isGreaterThan(token);
                leading = elected.leader();
                token = leading.token();
                words.add("+" + leading.candidate());
            } else if (update instanceof ElectionUpdate.Published published) {
                assertSame(leading, published.leader());
                words.add("=");
            } else if (update instanceof ElectionUpdate.Ended ended) {
                assertSame(leading, ended.leader());
                assertThat(ended.how().end()).isEqualTo(LockEnd.RELEASED);
                leading = null;
                words.add("-");
            }
        }
        assertThat(leading).isNull();
        assertThat(String.join("", words)).isEqualTo("+a=-+c-+b-+alone=-".repeat(ROUNDS));
    }

    private static void assertSame(@Nullable ElectedLeader leading, ElectedLeader told) {
        assertThat(told.token()).isEqualTo(leading == null ? 0 : leading.token());
    }
}
