package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.MemberCommand;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.storage.LogCodec;
import io.holdfast.wire.CommandCodec;
import io.holdfast.wire.PeerReply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a leader takes of other nodes. It is n1, and n2 and n3 are members. */
class PeerBatchesTest {
    private static final long OWN = 1;

    private final FakeView view = new FakeView();
    private final List<CommandBatch> taken = new ArrayList<>();
    private final PeerBatches batches = new PeerBatches(
            (batch, encoded, sink) -> {
                taken.add(batch);
                sink.accepted();
                return CompletableFuture.completedFuture(null);
            },
            view,
            List.of("n1", "n2", "n3")::contains,
            () -> OWN,
            () -> 77,
            new ServerMetrics());

    @BeforeEach
    void lead() {
        view.leadsItself();
    }

    private @Nullable Failure take(String node, Bytes entry) {
        List<PeerReply.Proposed> replies = new ArrayList<>();
        batches.take(node, entry, replies::add);
        assertThat(replies).hasSize(1);
        return replies.get(0) instanceof PeerReply.NotAccepted refused ? refused.failure() : null;
    }

    private static Bytes entry(long incarnation, EncodedCommand... commands) {
        return Bytes.wrap(LogCodec.encode(1, incarnation, 1, List.of(commands)));
    }

    private static EncodedCommand registration(String node) {
        MemberCommand register = new MemberCommand.Register(node, "disk");
        return new EncodedCommand(register, CommandCodec.encode(register));
    }

    @Test
    void aMembersEntryBearsTheTimeOfTheLeader() {
        assertThat(take("n2", entry(2, TestCluster.put("k", "v")))).isNull();
        assertThat(taken).hasSize(1);
        assertThat(taken.get(0).timestampMillis()).isEqualTo(77);
    }

    @Test
    void aNodeThatIsNoMemberProposesNothing() {
        Failure refusal = take("n9", entry(9, TestCluster.put("k", "v")));
        assertThat(refusal).isNotNull().extracting(Failure::code).isEqualTo(Failure.Code.UNAVAILABLE);
        assertThat(taken).isEmpty();
    }

    @Test
    void aNodeDoesNotSpeakForAnothersProposer() {
        assertThat(take("n2", entry(2))).isNull();
        assertThat(take("n3", entry(2)))
                .isNotNull()
                .extracting(Failure::code)
                .isEqualTo(Failure.Code.PERMISSION_DENIED);
        assertThat(take("n3", entry(OWN)))
                .isNotNull()
                .extracting(Failure::code)
                .isEqualTo(Failure.Code.PERMISSION_DENIED);
        assertThat(take("n2", entry(4))).as("started again").isNull();
        assertThat(taken).hasSize(2);
    }

    @Test
    void aNodeRegistersNobodyButItself() {
        assertThat(take("n2", entry(2, registration("n3"))))
                .isNotNull()
                .extracting(Failure::code)
                .isEqualTo(Failure.Code.PERMISSION_DENIED);
        assertThat(take("n2", entry(2, registration("n2")))).isNull();
    }

    @Test
    void whatIsNoEntryIsRefusedForGood() {
        assertThat(take("n2", Bytes.utf8("nonsense")))
                .isNotNull()
                .extracting(Failure::code)
                .isEqualTo(Failure.Code.UNSUPPORTED);
    }
}
