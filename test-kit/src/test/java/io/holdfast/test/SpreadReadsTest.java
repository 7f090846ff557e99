package io.holdfast.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.BlockingKeyValueClient;
import io.holdfast.client.Consistency;
import io.holdfast.client.GetReply;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.HoldfastException;
import io.holdfast.client.ReadFrom;
import io.holdfast.model.KeyValue;
import io.holdfast.model.Member.Role;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reads that any node may serve, against real nodes. */
@Timeout(180)
@HoldfastTest(nodes = 3)
class SpreadReadsTest {
    @Test
    void everyNodeServesReadsAtEveryLevelThatSeeThisClientsWrites(HoldfastTestCluster cluster) {
        List<Consistency> levels = List.of(Consistency.linearizable(), Consistency.session());
        try (HoldfastClient client =
                cluster.clientBuilder().readFrom(ReadFrom.ANY).build()) {
            for (Consistency level : levels) {
                BlockingKeyValueClient kv =
                        client.keyValue().withConsistency(level).blocking();
                Set<String> served = new HashSet<>();
                await().atMost(Duration.ofSeconds(60)).until(() -> {
                    String written = "v" + System.nanoTime();
                    kv.put("mine", written);
                    GetReply reply = kv.get("mine");
                    assertThat(reply.keyValue().map(KeyValue::value).map(Object::toString))
                            .as("%s by %s", level, reply.served())
                            .contains(written);
                    served.add(reply.served().node());
                    return served.containsAll(cluster.nodes());
                });
            }
        }
    }

    @Test
    void aWeakReplySaysWhichNodeGaveItAndHowOldItMayBe(HoldfastTestCluster cluster, HoldfastClient client) {
        BlockingKeyValueClient kv = client.keyValue().blocking();
        kv.put("seen", "1");
        BlockingKeyValueClient bounded = kv.withConsistency(Consistency.bounded(Duration.ofSeconds(10)));
        GetReply reply = await().atMost(Duration.ofSeconds(60))
                .until(() -> bounded.get("seen"), got -> got.served().role() == Role.FOLLOWER);
        assertThat(reply.served().node()).isNotEqualTo(cluster.leader());
        assertThat(reply.served().staleness())
                .hasValueSatisfying(age -> assertThat(age).isLessThanOrEqualTo(Duration.ofSeconds(10)));
    }

    @Test
    void localReadsGoOnWithoutAMajorityAndOthersAreRefused(HoldfastTestCluster cluster, HoldfastClient client) {
        BlockingKeyValueClient kv = client.keyValue().blocking();
        kv.put("left", "1");
        BlockingKeyValueClient local = kv.withConsistency(Consistency.local());
        await().untilAsserted(() -> {
            for (int i = 0; i < 10; i++) {
                assertThat(local.get("left").keyValue()).isPresent();
            }
        });
        cluster.kill(cluster.nodes().get(0));
        cluster.kill(cluster.nodes().get(1));
        assertThat(local.get("left").keyValue()).isPresent();
        assertThat(local.get("left").served().node()).isEqualTo(cluster.nodes().get(2));
        await().until(() -> refused(kv.withTimeout(Duration.ofSeconds(2))));
    }

    private static boolean refused(BlockingKeyValueClient kv) {
        try {
            kv.get("left");
            return false;
        } catch (HoldfastException e) {
            return e.retryable();
        }
    }
}
