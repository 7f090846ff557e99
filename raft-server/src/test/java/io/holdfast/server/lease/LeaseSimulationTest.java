package io.holdfast.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.outcome.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three nodes with a Lessor each over one log, and clients that renew, under random leader changes, cuts, pauses of one
 * node and of all, slow and lost barriers, late and lost answers, and commands that reach the log a leadership too late.
 */
class LeaseSimulationTest {
    private static final int CLIENTS = 60;
    private static final long TROUBLE_MILLIS = 120_000;

    private SimTime time = new SimTime(0);
    private final Map<Long, SimClient> clients = new TreeMap<>();
    private final Map<Long, Long> endedNanos = new HashMap<>();
    private final List<String> broken = new ArrayList<>();
    private int elections;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void noExpiryHitsAnAcknowledgedRenewalAndNoSilentLeaseStays(long seed) {
        time = new SimTime(seed);
        SimCluster cluster = new SimCluster(time, 3, this::applied);
        time.runFor(1_000);
        for (long lease = 1; lease <= CLIENTS; lease++) {
            long ttl = 1_000L + time.random.nextInt(12_000);
            grant(cluster, lease, ttl);
            clients.put(lease, new SimClient(lease, ttl, time, cluster, this::check));
        }
        long end = time.millis() + TROUBLE_MILLIS;
        trouble(cluster, end);
        clients.values().forEach(client -> {
            if (time.chance(0.7)) {
                time.in(time.random.nextDouble() * TROUBLE_MILLIS, client::fallSilent);
            }
        });
        time.runFor(TROUBLE_MILLIS);

        assertThat(broken).as("seed %d", seed).isEmpty();
        assertThat(elections).as("seed %d", seed).isGreaterThan(3);
        long alive = clients.keySet().stream()
                .filter(lease -> !endedNanos.containsKey(lease))
                .count();
        assertThat(alive)
                .as("seed %d: trouble expires silent leases, not all of them", seed)
                .isPositive();
        assertThat(endedNanos).as("seed %d", seed).isNotEmpty();

        // Peace, long enough for the longest pause to end: whoever is silent by now goes.
        clients.values().forEach(SimClient::fallSilent);
        for (int second = 0; second < 120; second++) {
            electIfNobodyLeads(cluster);
            time.runFor(1_000);
        }
        assertThat(broken).as("seed %d", seed).isEmpty();
        assertThat(endedNanos.keySet()).as("seed %d", seed).containsAll(clients.keySet());
    }

    /** A leader change, a cut or a pause every few seconds. */
    private void trouble(SimCluster cluster, long end) {
        time.in(time.about(2_000), () -> {
            if (time.millis() >= end) {
                return;
            }
            SimNode one = cluster.nodes.get(time.random.nextInt(cluster.nodes.size()));
            switch (time.random.nextInt(5)) {
                case 0, 1 -> elect(cluster);
                case 2 -> one.pauseFor(time.about(2_000));
                case 3 -> {
                    one.cutOff = true;
                    time.in(time.about(1_500), () -> one.cutOff = false);
                }
                default -> {
                    // The whole machine stands still: nodes and clients alike, so nobody may lose by it.
                    double millis = time.about(5_000);
                    cluster.nodes.forEach(node -> node.pauseFor(millis));
                }
            }
            time.in(time.about(800), () -> electIfNobodyLeads(cluster));
            trouble(cluster, end);
        });
    }

    private void elect(SimCluster cluster) {
        elections++;
        cluster.electSomebody();
    }

    private void electIfNobodyLeads(SimCluster cluster) {
        boolean led = cluster.nodes.stream()
                .anyMatch(node -> node.ledTerm == cluster.term() && !node.cutOff && !node.isPaused());
        if (!led) {
            elect(cluster);
        }
    }

    private void grant(SimCluster cluster, long lease, long ttl) {
        SimNode leader = cluster.nodes.stream()
                .filter(node -> node.term() == cluster.term())
                .findFirst()
                .orElseThrow();
        cluster.append(leader, cluster.term(), new SimCluster.Entry(new LeaseCommand.Grant(lease, ttl)));
    }

    private void applied(SimCluster.Entry entry, Outcome outcome) {
        if (entry.command() instanceof LeaseCommand.Expire expire && outcome instanceof Outcome.LeaseEnded) {
            endedNanos.put(expire.lease(), entry.committedNanos());
            SimClient client = clients.get(expire.lease());
            if (client != null) {
                check(client);
            }
        }
    }

    /** The lease did not end before the time that its client may count on, whichever of the two was heard first. */
    private void check(SimClient client) {
        Long ended = endedNanos.get(client.lease);
        if (ended != null && client.acknowledgedUntil() > ended) {
            broken.add("lease " + client.lease + " of " + client.ttlMillis + " ms ended at " + ended
                    + ", acknowledged until " + client.acknowledgedUntil());
        }
    }
}
