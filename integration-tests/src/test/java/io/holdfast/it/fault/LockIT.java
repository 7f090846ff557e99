package io.holdfast.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.HoldfastClient;
import io.holdfast.client.WatchEvent;
import io.holdfast.client.WatchIterator;
import io.holdfast.client.WatchOptions;
import io.holdfast.client.WatchUpdate;
import io.holdfast.it.cluster.Agreement;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.Relay;
import io.holdfast.it.cluster.ServerProcess;
import io.holdfast.it.workload.LockContender;
import io.holdfast.it.workload.LockContenders;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that contend for locks while nodes and holders are killed, paused and cut off: never two holders whose believed
 * tenures overlap, tokens rise, no waiter is forgotten, and nothing is left behind (G5, G6, G8).
 */
class LockIT {
    private static final long SEED = Long.getLong("seed", 20_261_122);
    private static final int CONTENDERS = 3;
    private static final int MOST_PAUSES = 6;

    /** After this, whoever was not heard of holds nothing: the time to live, one failover, and this machine's hesitation. */
    private static final Duration GONE = LockContender.TTL.plus(Duration.ofSeconds(20));

    @TempDir
    private Path directory;

    @Test
    void fieldPains1To10_neverTwoHoldersNoTokenTwiceNobodyForgottenNothingLeaked() throws InterruptedException {
        contendThrough(1);
    }

    @Test
    @Tag("soak")
    void fieldPains1To10_forTenRounds() throws InterruptedException {
        contendThrough(10);
    }

    private void contendThrough(int rounds) throws InterruptedException {
        try (ProcessCluster cluster = ProcessCluster.startRelayed(directory, 3);
                LockContenders contenders = new LockContenders(cluster, SEED)) {
            Faults faults = new Faults(cluster);
            for (int i = 1; i < CONTENDERS; i++) {
                contenders.start();
            }
            LockContenders.Contender victim = contenders.start();
            Random random = new Random(SEED);
            awaitGrants(contenders, 100);
            for (int round = 0; round < rounds; round++) {
                faults.killAndRestart(cluster.leader());
                awaitGrants(contenders, 50);
                pausePastItsTime(victim, contenders);
                faults.pauseAndResume(random.nextBoolean() ? cluster.leader() : cluster.follower());
                victim.kill();
                victim = contenders.start();
                awaitTurns(victim);
                cutNodesFromEachOther(cluster);
                awaitGrants(contenders, 50);
                cutAllClientsOff(cluster);
                awaitTurns(victim);
                awaitGrants(contenders, 50);
            }
            contenders.finish();
            assertThat(contenders.errors()).as("seed " + SEED).isEmpty();
            assertThat(contenders.tenures().violations()).as("seed " + SEED).isEmpty();
            assertThat(contenders.ends()).as("a paused holder is told").containsKey("SESSION_EXPIRED");
            assertNothingLeaked(cluster);
            assertGuardedWritesRise(cluster);
            Agreement.await(cluster);
        }
    }

    /** Not every pause meets a hold that nothing but the session bounds: one more, until a holder was told. */
    private static void pausePastItsTime(LockContenders.Contender victim, LockContenders contenders) {
        for (int pauses = 0; pauses < MOST_PAUSES; pauses++) {
            victim.pause();
            pass(LockContender.TTL.plusSeconds(2));
            victim.resume();
            awaitTurns(victim);
            if (contenders.ends().containsKey("SESSION_EXPIRED")) {
                return;
            }
        }
    }

    /** No node hears another, so nobody leads; clients reach all of them. */
    private static void cutNodesFromEachOther(ProcessCluster cluster) {
        for (ServerProcess node : cluster.nodes()) {
            cluster.relays(node).peers().hold(Relay.Way.TO_NODE);
        }
        pass(Duration.ofSeconds(3));
        for (ServerProcess node : cluster.nodes()) {
            cluster.relays(node).peers().release();
        }
    }

    /** Nobody reaches any node for longer than a session lives. Nodes go on among themselves. */
    private static void cutAllClientsOff(ProcessCluster cluster) {
        for (ServerProcess node : cluster.nodes()) {
            cluster.relays(node).clients().hold(Relay.Way.TO_NODE);
        }
        pass(LockContender.TTL.plusSeconds(2));
        for (ServerProcess node : cluster.nodes()) {
            cluster.relays(node).clients().release();
        }
    }

    private static void awaitGrants(LockContenders contenders, int more) {
        long goal = contenders.tenures().grants() + more;
        await("grants")
                .atMost(Duration.ofMinutes(2))
                .until(() -> contenders.tenures().grants() >= goal);
    }

    /** Waits until a contender holds again: after its session is gone it must come back by itself. */
    private static void awaitTurns(LockContenders.Contender contender) {
        long goal = contender.heard() + 20;
        await("the contender's turns").atMost(Duration.ofMinutes(1)).until(() -> contender.heard() >= goal);
    }

    private static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        await("a while").atMost(time.plusSeconds(10)).until(() -> System.nanoTime() - end > 0);
    }

    private static void assertNothingLeaked(ProcessCluster cluster) {
        try (HoldfastClient client = cluster.client()) {
            await("locks that nobody holds")
                    .atMost(GONE)
                    .untilAsserted(
                            () -> assertThat(client.locks().list("").locks()).isEmpty());
        }
    }

    /** Each guarded key was written with rising tokens, whoever was paused in between. */
    private static void assertGuardedWritesRise(ProcessCluster cluster) {
        try (HoldfastClient client = cluster.client()) {
            for (String name : LockContender.EXCLUSIVE) {
                assertRising(client, name);
            }
        }
    }

    private static void assertRising(HoldfastClient client, String key) {
        long last =
                client.keyValue().blocking().get(key).keyValue().orElseThrow().modRevision();
        long token = 0;
        long seen = 0;
        try (WatchIterator updates =
                client.watch().iterate(KeyRange.single(Bytes.utf8(key)), WatchOptions.DEFAULT.from(1))) {
            while (seen < last) {
                if (updates.next() instanceof WatchUpdate.Events events) {
                    for (WatchEvent event : events.events()) {
                        KeyValue written = ((WatchEvent.Put) event).keyValue();
                        long by = Long.parseLong(written.value().utf8());
                        assertThat(by).as("token written to " + key).isGreaterThanOrEqualTo(token);
                        token = by;
                        seen = written.modRevision();
                    }
                }
            }
        }
        assertThat(token).as("the last token written to " + key).isPositive();
    }
}
