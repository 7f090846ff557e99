package io.holdfast.server.raft;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.holdfast.model.Leader;
import io.holdfast.model.Member;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Freshness;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.server.raft.TestCluster.FailedException;
import io.holdfast.server.raft.TestCluster.Seen;
import io.holdfast.tls.Role;
import io.holdfast.wire.PeerReply;
import io.holdfast.wire.PeerRequest;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads on followers of a real cluster, over the real peer link. */
class FollowerReadClusterTest {
    @TempDir
    Path folder;

    @Test
    void pain18_everyNodeSeesEveryAcknowledgedWriteByDefault() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3).started()) {
            String leader = cluster.leader();
            for (int i = 0; i < 50; i++) {
                String value = "v" + i;
                long revision = revisionOf(cluster.write(TestCluster.put("x", value)));
                for (String id : cluster.ids()) {
                    Seen seen = get(cluster.read(id, "x", ReadLevel.LINEARIZABLE, 5_000));
                    assertThat(seen.value()).as("at %s", id).isEqualTo(value);
                    assertThat(seen.freshness())
                            .isEqualTo(id.equals(leader) ? null : new Freshness(Member.Role.FOLLOWER, 0));
                    assertThat(get(cluster.read(id, "x", ReadLevel.atLeast(revision), 5_000))
                                    .value())
                            .isEqualTo(value);
                }
            }
        }
    }

    @Test
    void pain18_aFollowerCutOffFromTheLogAnswersNoStaleRead() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3).started();
                Partition partition = new Partition()) {
            String follower = cluster.follower();
            long old = revisionOf(cluster.write(TestCluster.put("x", "before")));
            get(cluster.read(follower, "x", ReadLevel.LINEARIZABLE, 5_000));
            long proven = System.nanoTime();
            partition.cutOff(follower);
            long revision = revisionOf(cluster.write(TestCluster.put("x", "after")));
            Failure linearizable = failureOf(cluster.read(follower, "x", ReadLevel.LINEARIZABLE, 300));
            assertThat(linearizable.code()).isIn(Failure.Code.TIMEOUT, Failure.Code.NO_LEADER);
            Failure atLeast = failureOf(cluster.read(follower, "x", ReadLevel.atLeast(revision), 300));
            assertThat(atLeast.code()).isEqualTo(Failure.Code.TIMEOUT);
            Failure bounded = failureOf(cluster.read(follower, "x", ReadLevel.bounded(1), 300));
            assertThat(bounded.code()).isIn(Failure.Code.TIMEOUT, Failure.Code.NO_LEADER);
            Seen known = get(cluster.read(follower, "x", ReadLevel.atLeast(old), 300));
            assertThat(known.value()).isEqualTo("before");
            long asked = System.nanoTime();
            Seen local = get(cluster.read(follower, "x", ReadLevel.LOCAL, 300));
            assertThat(local.value()).isEqualTo("before");
            assertThat(requireNonNull(local.freshness()).stalenessMillis())
                    .as("nothing was proven and applied since it was cut off")
                    .isGreaterThanOrEqualTo(TimeUnit.NANOSECONDS.toMillis(asked - proven));
            partition.heal();
            assertThat(get(cluster.read(follower, "x", ReadLevel.atLeast(revision), 10_000))
                            .value())
                    .isEqualTo("after");
        }
    }

    @Test
    void aLeaderCutOffFromTheOthersGivesNoReadIndexOnceThereIsAnother() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3).started();
                Partition partition = new Partition()) {
            String old = cluster.leader();
            String asking = cluster.follower();
            try (PeerLink link = new PeerLink(cluster.options(asking), cluster.material(Role.NODE, asking))) {
                assertThat(ask(link, cluster, old, asking)).isInstanceOf(PeerReply.Index.class);
                partition.cutOff(old);
                String elected = electedBeside(cluster, old);
                PeerReply.ReadIndexed reply = ask(link, cluster, old, asking);
                assertThat(reply).as("%s leads, %s is cut off", elected, old).isInstanceOf(PeerReply.NoIndex.class);
                cluster.propose(elected, TestCluster.put("x", "after")).get(5, TimeUnit.SECONDS);
                for (String id : cluster.ids()) {
                    if (!id.equals(old)) {
                        assertThat(eventually(cluster, id).value()).isEqualTo("after");
                    }
                }
            }
        }
    }

    @Test
    void aNodeIsGivenNoReadIndexUnderAnotherNodesName() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3).started()) {
            String leader = cluster.leader();
            String follower = cluster.follower();
            try (PeerLink link = new PeerLink(cluster.options(follower), cluster.material(Role.NODE, follower))) {
                CompletableFuture<PeerReply.ReadIndexed> reply =
                        link.readIndex(cluster.member(leader), new PeerRequest.ReadIndex(leader), 5_000);
                assertThat(catchThrowable(() -> reply.get(10, TimeUnit.SECONDS)))
                        .hasMessageContaining("PERMISSION_DENIED")
                        .hasMessageContaining("expected node " + leader);
            }
        }
    }

    @Test
    void aRestartedNodeClaimsNoFreshnessItCannotProve() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3).started()) {
            cluster.write(TestCluster.put("x", "1"));
            String follower = cluster.follower();
            cluster.crash(follower);
            cluster.start(follower);
            assertThat(failureOf(cluster.read(follower, "x", ReadLevel.LOCAL, 1_000))
                            .code())
                    .as("it has applied nothing yet")
                    .isEqualTo(Failure.Code.UNAVAILABLE);
            Seen first = TestCluster.patiently()
                    .ignoreExceptions()
                    .until(() -> get(cluster.read(follower, "x", ReadLevel.LOCAL, 1_000)), seen -> true);
            assertThat(first.freshness()).isEqualTo(new Freshness(Member.Role.FOLLOWER, Freshness.UNBOUNDED));
        }
    }

    private static PeerReply.ReadIndexed ask(PeerLink link, TestCluster cluster, String leader, String asking)
            throws Exception {
        return link.readIndex(cluster.member(leader), new PeerRequest.ReadIndex(asking), 10_000)
                .get(10, TimeUnit.SECONDS);
    }

    private static Seen eventually(TestCluster cluster, String id) {
        return TestCluster.patiently()
                .ignoreExceptions()
                .until(() -> get(cluster.read(id, "x", ReadLevel.LINEARIZABLE, 5_000)), seen -> true);
    }

    private static String electedBeside(TestCluster cluster, String old) {
        return TestCluster.patiently()
                .until(
                        () -> cluster.ids().stream()
                                .filter(id -> !id.equals(old))
                                .filter(id -> {
                                    Leader leader = cluster.node(id).cluster().leader();
                                    return leader != null && leader.node().equals(id);
                                })
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static long revisionOf(Outcome outcome) {
        return outcome.revision();
    }

    private static Seen get(CompletableFuture<Seen> read) throws Exception {
        return read.get(12, TimeUnit.SECONDS);
    }

    private static Failure failureOf(CompletableFuture<Seen> read) {
        Throwable thrown = catchThrowable(() -> read.get(12, TimeUnit.SECONDS));
        assertThat(thrown).isInstanceOf(ExecutionException.class);
        Throwable cause = thrown.getCause();
        assertThat(cause).isInstanceOf(FailedException.class);
        return ((FailedException) requireNonNull(cause)).failure();
    }
}
