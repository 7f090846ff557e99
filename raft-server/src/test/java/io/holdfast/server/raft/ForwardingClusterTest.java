package io.holdfast.server.raft;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.server.port.LeaseService.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes and renewals of clients that reach only a node that does not lead, over real Raft and the real peer link. */
class ForwardingClusterTest {
    @TempDir
    Path folder;

    @Test
    void aFollowerTakesWritesAndAReadThereSeesThem() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3).started()) {
            String follower = cluster.follower();
            for (int i = 0; i < 20; i++) {
                String value = "v" + i;
                Outcome outcome =
                        cluster.propose(follower, TestCluster.put("k", value)).get(10, TimeUnit.SECONDS);
                assertThat(outcome).isInstanceOf(Outcome.Put.class);
                TestCluster.Seen seen =
                        cluster.read(follower, "k", ReadLevel.LOCAL, 5_000).get(10, TimeUnit.SECONDS);
                assertThat(seen.value())
                        .as("read locally right after the answer")
                        .isEqualTo(value);
                assertThat(seen.range().revision()).isGreaterThanOrEqualTo(outcome.revision());
            }
            assertThat(cluster.get("k").keyValues().get(0).version()).isEqualTo(20);
        }
    }

    @Test
    void writesThroughAFollowerOutliveTheirLeader() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3).started()) {
            String leader = cluster.leader();
            String follower = cluster.follower();
            cluster.propose(follower, TestCluster.put("k", "first")).get(10, TimeUnit.SECONDS);
            List<CompletableFuture<Outcome>> answers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                answers.add(cluster.propose(follower, TestCluster.put("k", "v" + i)));
                if (i == 25) {
                    cluster.crash(leader);
                }
            }
            int applied = 1;
            int open = 0;
            for (CompletableFuture<Outcome> answer : answers) {
                try {
                    answer.get(30, TimeUnit.SECONDS);
                    applied++;
                } catch (ExecutionException e) {
                    open += e.getCause() instanceof TestCluster.FailedException failed
                                    && failed.failure().certainty() == Failure.Certainty.NOT_APPLIED
                            ? 0
                            : 1;
                }
            }
            assertThat(open).as("nothing is in doubt").isZero();
            assertThat(cluster.get("k").keyValues().get(0).version()).isEqualTo(applied);
        }
    }

    @Test
    void aFollowerHasLeasesRenewedByTheLeader() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3).started()) {
            String follower = cluster.follower();
            cluster.propose(follower, TestCluster.encoded(new LeaseCommand.Grant(7, 60_000)))
                    .get(10, TimeUnit.SECONDS);
            Heard<List<Renewal>> renewed = new Heard<>();
            cluster.node(follower).leases().renew(List.of(LeaseName.any(7), LeaseName.any(8)), deadline(), renewed);
            List<Renewal> renewals = renewed.future.get(10, TimeUnit.SECONDS);
            assertThat(renewals).extracting(Renewal::ttlMillis).containsExactly(60_000L, 0L);
            Heard<LeaseLife> life = new Heard<>();
            cluster.node(follower).leases().timeToLive(7, false, deadline(), life);
            assertThat(life.future.get(10, TimeUnit.SECONDS).remainingMillis()).isBetween(50_000L, 60_000L);
        }
    }

    @Test
    void whatWasDecidedAboutALeaseInAnotherTermIsVoidThoughAFollowerHandsItOn() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3).started()) {
            String follower = cluster.follower();
            cluster.propose(follower, TestCluster.encoded(new LeaseCommand.Grant(7, 60_000)))
                    .get(10, TimeUnit.SECONDS);
            Heard<List<Renewal>> renewed = new Heard<>();
            cluster.node(follower).leases().renew(List.of(LeaseName.any(7)), deadline(), renewed);
            long epoch = renewed.future.get(10, TimeUnit.SECONDS).get(0).epoch();
            long term =
                    requireNonNull(cluster.node(follower).cluster().leader()).term();
            LeaseCommand.Bound bound = new LeaseCommand.Bound(7, epoch, 5_000);
            assertThat(propose(cluster, follower, new LeaseCommand.Checkpoint(List.of(bound), term - 1)))
                    .isInstanceOfSatisfying(
                            Outcome.Checkpointed.class,
                            done -> assertThat(done.changed()).isZero());
            assertThat(propose(cluster, follower, new LeaseCommand.Expire(7, epoch, term - 1)))
                    .isInstanceOf(Outcome.Rejection.class);
            assertThat(propose(cluster, follower, new LeaseCommand.Checkpoint(List.of(bound), term)))
                    .as("of the present term, after all that")
                    .isInstanceOfSatisfying(
                            Outcome.Checkpointed.class,
                            done -> assertThat(done.changed()).isEqualTo(1));
            assertThat(propose(cluster, follower, new LeaseCommand.Expire(7, epoch, term)))
                    .isInstanceOf(Outcome.LeaseEnded.class);
        }
    }

    private static Outcome propose(TestCluster cluster, String node, LeaseCommand command) throws Exception {
        return cluster.propose(node, TestCluster.encoded(command)).get(10, TimeUnit.SECONDS);
    }

    private static long deadline() {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    }

    private static final class Heard<T> implements Answer<T> {
        private final CompletableFuture<T> future = new CompletableFuture<>();

        @Override
        public void answered(T answer) {
            future.complete(answer);
        }

        @Override
        public void failed(Failure failure) {
            future.completeExceptionally(new AssertionError(failure));
        }
    }
}
