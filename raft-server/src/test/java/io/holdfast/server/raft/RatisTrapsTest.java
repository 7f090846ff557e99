package io.holdfast.server.raft;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.Leader;
import io.holdfast.model.Limits;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.Put;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.Query;
import io.holdfast.model.query.RangeQuery;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.server.RaftServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One test for each trap of Ratis 3.3.0 that this server touches; {@code docs/decisions/0003-ratis-traps.md} lists them. */
class RatisTrapsTest {
    private static final Query READ_X = RangeQuery.of(KeyRange.single(Bytes.utf8("x")));

    @TempDir
    Path folder;

    @Test
    void trap1ALeaderCutOffFromTheOthersAnswersNoStaleRead() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3).started();
                Partition partition = new Partition()) {
            for (int round = 0; round < 3; round++) {
                String old = cluster.leader();
                cluster.write(TestCluster.put("x", "before-" + round));
                // Confirms the current commit index once: Ratis would take that as good for ever.
                cluster.read(old, READ_X).get(5, TimeUnit.SECONDS);
                partition.cutOff(old);
                List<CompletableFuture<Outcome>> reads = new ArrayList<>();
                String elected = electedBeside(cluster, old);
                cluster.propose(elected, TestCluster.put("x", "after-" + round)).get(5, TimeUnit.SECONDS);
                for (int i = 0; i < 100; i++) {
                    reads.add(cluster.read(old, READ_X));
                }
                for (CompletableFuture<Outcome> read : reads) {
                    assertThat(valueOf(read)).as("from %s, cut off", old).isNotEqualTo(Optional.of("before-" + round));
                }
                partition.heal();
                cluster.awaitReady();
            }
        }
    }

    @Test
    void trap1WritesInDoubtOnACutOffLeaderFindTheirOutcome() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3).started();
                Partition partition = new Partition()) {
            String old = cluster.leader();
            partition.cutOff(old);
            CompletableFuture<Outcome> lost = cluster.propose(old, TestCluster.put("lost", "1"));
            String elected = electedBeside(cluster, old);
            cluster.propose(elected, TestCluster.put("kept", "1")).get(5, TimeUnit.SECONDS);
            partition.heal();
            // The new leader overwrote it; it was sent again, to that one.
            Outcome outcome = lost.get(5, TimeUnit.SECONDS);
            assertThat(outcome).isInstanceOf(Outcome.Put.class);
            Outcome.Range found = cluster.get("lost");
            assertThat(found.keyValues().get(0).version()).as("applied once").isEqualTo(1);
            assertThat(found.keyValues().get(0).modRevision()).isEqualTo(outcome.revision());
        }
    }

    @Test
    void trap2ASingleVoterAnswersNoReadBeforeItHasReplayedItsLog() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 1).started()) {
            cluster.write(TestCluster.put("x", "1"));
            for (int restart = 0; restart < 3; restart++) {
                cluster.crash("n1");
                cluster.start("n1");
                Optional<String> first = TestCluster.patiently()
                        .until(
                                () -> valueOf(cluster.read("n1", READ_X)),
                                value -> !value.equals(Optional.of("failed")));
                assertThat(first).contains("1");
            }
        }
    }

    @Test
    void trap3TheLargestCommandPassesAndALargerOneDeposesNobody() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3).started()) {
            String leader = cluster.leader();
            long term = cluster.node(leader).maintenance().status().term();
            Put largest = new Put(Bytes.utf8("x"), Bytes.wrap(new byte[Limits.MAX_VALUE_BYTES]));
            assertThat(cluster.propose(leader, TestCluster.encoded(largest)).get(5, TimeUnit.SECONDS))
                    .isInstanceOf(Outcome.Put.class);
            Bytes tooLarge = Bytes.wrap(new byte[RatisSettings.MAX_ENTRY_BYTES + 1]);
            Failure failure = failureOf(cluster.propose(leader, new EncodedCommand(largest, tooLarge)));
            assertThat(failure.code()).isEqualTo(Failure.Code.MALFORMED);
            assertThat(failure.certainty()).isEqualTo(Failure.Certainty.NOT_APPLIED);
            assertThat(cluster.propose(leader, TestCluster.put("x", "1")).get(5, TimeUnit.SECONDS))
                    .isInstanceOf(Outcome.Put.class);
            assertThat(cluster.node(leader).maintenance().status().term()).isEqualTo(term);
        }
    }

    @Test
    void trap4RequestsThatAreNotTheProposersAreRefusedWithoutLeakingPermits() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 1).started()) {
            RaftServer.Division division = requireNonNull(cluster.node("n1").division());
            long term = division.getInfo().getCurrentTerm();
            for (int call = 1; call <= 5_000; call++) {
                RaftClientReply reply = ((RaftClientAsynchronousProtocol) division)
                        .submitClientRequestAsync(foreign(division, call))
                        .get(5, TimeUnit.SECONDS);
                assertThat(reply.isSuccess()).isFalse();
            }
            assertThat(cluster.propose("n1", TestCluster.put("x", "1")).get(5, TimeUnit.SECONDS))
                    .isInstanceOf(Outcome.Put.class);
            assertThat(division.getInfo().getCurrentTerm()).isEqualTo(term);
        }
    }

    @Test
    void trap5ADivisionThatClosesByItselfStopsTheNode() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 1).started()) {
            requireNonNull(cluster.node("n1").division()).close();
            TestCluster.patiently()
                    .untilAsserted(
                            () -> assertThat(cluster.running("n1").failStop().lines())
                                    .anyMatch(line -> line.contains("Raft closed by itself on node n1")));
            assertThat(cluster.node("n1").maintenance().checks()).anyMatch(check -> !check.ok());
        }
    }

    @Test
    void trap6ARejectedCommandHoldsUpNoRead() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3).started()) {
            String leader = cluster.leader();
            Put keepsValueOfAMissingKey = new Put(Bytes.utf8("missing"), Bytes.EMPTY, 0, false, true, false);
            assertThat(cluster.propose(leader, TestCluster.encoded(keepsValueOfAMissingKey))
                            .get(5, TimeUnit.SECONDS))
                    .isInstanceOf(Outcome.Rejection.class);
            assertThat(valueOf(cluster.read(leader, READ_X))).isEmpty();
        }
    }

    @Test
    void trap10CommitsMakeNoMetadataEntries() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 1).started()) {
            long before = cluster.node("n1").maintenance().status().committedIndex();
            for (int i = 0; i < 50; i++) {
                cluster.propose("n1", TestCluster.put("k" + i, "v")).get(5, TimeUnit.SECONDS);
            }
            assertThat(cluster.node("n1").maintenance().status().committedIndex())
                    .isEqualTo(before + 50);
        }
    }

    /** Another node that leads and is ready while the old leader is cut off. */
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

    /** The value read, empty for no such key, {@code failed} if the read failed. */
    private static Optional<String> valueOf(CompletableFuture<Outcome> read) throws Exception {
        try {
            Outcome.Range range = (Outcome.Range) read.get(10, TimeUnit.SECONDS);
            return range.keyValues().stream()
                    .findFirst()
                    .map(found -> found.value().utf8());
        } catch (ExecutionException e) {
            return Optional.of("failed");
        }
    }

    private static Failure failureOf(CompletableFuture<Outcome> operation) {
        return operation
                .handle((outcome, thrown) -> ((TestCluster.FailedException) requireNonNull(thrown)).failure())
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private static RaftClientRequest foreign(RaftServer.Division division, long call) {
        return RaftClientRequest.newBuilder()
                .setClientId(ClientId.randomId())
                .setServerId(division.getId())
                .setGroupId(division.getMemberId().getGroupId())
                .setCallId(call)
                .setMessage(Message.valueOf("nobody's"))
                .setType(RaftClientRequest.writeRequestType())
                .build();
    }
}
