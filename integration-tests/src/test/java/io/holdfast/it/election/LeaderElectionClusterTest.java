package io.holdfast.it.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.ElectedLeader;
import io.holdfast.client.ElectionUpdate;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.RejectedException;
import io.holdfast.client.SessionOptions;
import io.holdfast.election.CandidateState;
import io.holdfast.election.ElectionObserver;
import io.holdfast.election.Health;
import io.holdfast.election.HealthCheck;
import io.holdfast.election.HealthPolicy;
import io.holdfast.election.HoldDown;
import io.holdfast.election.LeaderElection;
import io.holdfast.election.LeaderElectionBuilder;
import io.holdfast.election.LeaderRunner;
import io.holdfast.election.Leadership;
import io.holdfast.election.RunnerStatus;
import io.holdfast.election.StopSignal;
import io.holdfast.model.Bytes;
import io.holdfast.test.HoldfastTest;
import io.holdfast.test.HoldfastTestCluster;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Candidates, runners and observers, each with a client of its own, on three real nodes. */
@Timeout(180)
@HoldfastTest(nodes = 3)
class LeaderElectionClusterTest {
    private static LeaderElectionBuilder candidate(HoldfastClient client, String election, String name) {
        return LeaderElection.builder(client, election)
                .candidate(name)
                .value("at " + name)
                .session(SessionOptions.of(Duration.ofSeconds(5)));
    }

    private static void awaitLeader(ElectionObserver observer, String name) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> observer.leader()
                        .map(ElectedLeader::candidate)
                        .orElse("")
                        .equals(name));
    }

    @Test
    void leadershipGoesByResigningByNameByClosingAndThroughTheLossOfANode(HoldfastTestCluster cluster) {
        List<ElectionUpdate> seen = new CopyOnWriteArrayList<>();
        List<CandidateState> told = new CopyOnWriteArrayList<>();
        HoldfastClient ofC = cluster.newClient();
        try (HoldfastClient ofA = cluster.newClient();
                HoldfastClient ofB = cluster.newClient();
                LeaderElection a =
                        candidate(ofA, "e2e/names", "a").listener(told::add).build();
                LeaderElection b = candidate(ofB, "e2e/names", "b").build();
                ElectionObserver observer = ElectionObserver.of(ofB, "e2e/names", Duration.ofMillis(500))) {
            observer.onUpdate(seen::add);
            LeaderElection c = candidate(ofC, "e2e/names", "c").build();
            await().atMost(Duration.ofSeconds(30)).until(() -> observer.view().known());
            a.stand();
            Leadership first = a.awaitLeadership();
            first.publish("elsewhere");
            b.stand();
            await().until(() -> standing(ofA, "e2e/names") == 1);
            c.stand();
            await().until(() -> standing(ofA, "e2e/names") == 2);

            assertThatThrownBy(() -> a.resign("nobody")).isInstanceOf(RejectedException.class);
            assertThat(first.isLeader()).isTrue();
            assertThat(a.resign("c")).isTrue();
            assertThat(first.isLeader()).isFalse();
            long second = c.awaitLeadership().token();
            assertThat(second).isGreaterThan(first.token());

            cluster.killLeader();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> ofA.elections()
                            .leader("e2e/names")
                            .map(ElectedLeader::token)
                            .equals(Optional.of(second)));
            assertThat(c.isLeader()).isTrue();

            ofC.close();
            assertThat(b.awaitLeadership(Duration.ofSeconds(30))).isPresent();
            awaitLeader(observer, "b");
            assertThat(observer.leader().map(ElectedLeader::value)).contains(Bytes.utf8("at b"));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> c.state().equals(new CandidateState.Closed())
                            || c.lastFailure().isPresent());
            c.close();
            assertThat(c.state()).isEqualTo(new CandidateState.Closed());
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> observer.staleSince().isEmpty());
        }
        assertThat(told.stream().filter(CandidateState.Leading.class::isInstance))
                .hasSize((int) told.stream()
                        .filter(CandidateState.Lost.class::isInstance)
                        .count());
        assertThat(seen.stream()
                        .filter(ElectionUpdate.Elected.class::isInstance)
                        .map(update ->
                                ((ElectionUpdate.Elected) update).leader().candidate()))
                .containsSubsequence("a", "c", "b");
        assertThat(seen).anyMatch(ElectionUpdate.Published.class::isInstance);
    }

    private static int standing(HoldfastClient client, String election) {
        return client.elections().show(election).orElseThrow().waiting();
    }

    @Test
    void pain13ASickLeaderDrainsAndAHealthyOneTakesOverWithoutTwoAtWork(HoldfastTestCluster cluster) {
        AtomicInteger working = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicBoolean well = new AtomicBoolean(true);
        HealthPolicy policy = HealthPolicy.DEFAULT
                .failures(2, 3)
                .interval(Duration.ofMillis(100))
                .timeout(Duration.ofMillis(100));
        try (HoldfastClient ofA = cluster.newClient();
                HoldfastClient ofB = cluster.newClient();
                LeaderRunner a = LeaderRunner.builder(candidate(ofA, "e2e/sick", "a"), (leadership, stop) -> {
                            work(working, most, stop);
                        })
                        .health("toggle", HealthCheck.of(() -> well.get() ? Health.GOOD : Health.bad("sick")), policy)
                        .holdDown(new HoldDown(Duration.ofMillis(300), Duration.ofSeconds(1), Duration.ofMinutes(1)))
                        .start()) {
            assertThat(a.election().awaitLeadership(Duration.ofSeconds(30))).isPresent();
            try (LeaderRunner b = LeaderRunner.builder(
                            candidate(ofB, "e2e/sick", "b"), (leadership, stop) -> work(working, most, stop))
                    .start()) {
                await().until(() -> standing(ofA, "e2e/sick") == 1);
                well.set(false);
                assertThat(b.election().awaitLeadership(Duration.ofSeconds(30))).isPresent();
                await().until(() -> a.status().state() == RunnerStatus.State.SICK);
                well.set(true);
                await().atMost(Duration.ofSeconds(30)).until(() -> standing(ofA, "e2e/sick") == 1);
            }
            assertThat(a.election().awaitLeadership(Duration.ofSeconds(30))).isPresent();
        }
        assertThat(working).hasValue(0);
        assertThat(most).hasValue(1);
    }

    private static void work(AtomicInteger working, AtomicInteger most, StopSignal stop) throws InterruptedException {
        most.accumulateAndGet(working.incrementAndGet(), Math::max);
        try {
            stop.await();
        } finally {
            working.decrementAndGet();
        }
    }
}
