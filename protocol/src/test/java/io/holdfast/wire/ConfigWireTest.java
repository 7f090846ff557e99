package io.holdfast.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.DocumentType;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.Release;
import io.holdfast.model.config.ReleaseChecksum;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.ReleaseState;
import io.holdfast.model.config.Rollout;
import io.holdfast.model.config.RolloutState;
import io.holdfast.model.config.SchemaChange;
import io.holdfast.model.config.Stage;
import io.holdfast.model.config.Steering;
import io.holdfast.model.config.Verdict;
import io.holdfast.model.outcome.ConfigOutcome;
import io.holdfast.model.snapshot.ConfigRow;
import io.holdfast.storage.LogCodec;
import io.holdfast.wire.proto.AcknowledgeRelease;
import io.holdfast.wire.proto.Command;
import io.holdfast.wire.proto.LeaveSet;
import io.holdfast.wire.proto.PublishRelease;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Configuration on the wire: the largest release fits everywhere, what is beyond a limit is refused with its place. */
class ConfigWireTest {
    private static final Stage STAGE = new Stage(labels(), 100, Integer.MAX_VALUE);

    /** As large as a release may be: every document with the longest path, every text as long as it may be, and a schema. */
    private static ConfigCommand.Publish largest() {
        List<Document> documents = new ArrayList<>();
        int content = Limits.MAX_RELEASE_BYTES / Limits.MAX_DOCUMENTS - Limits.MAX_DOCUMENT_PATH_BYTES;
        for (int i = 0; i < Limits.MAX_DOCUMENTS; i++) {
            String path = String.valueOf(100 + i) + "p".repeat(Limits.MAX_DOCUMENT_PATH_BYTES - 3);
            documents.add(new Document(path, DocumentType.BINARY, Bytes.wrap(new byte[content])));
        }
        Bytes checksum = ReleaseChecksum.of(documents);
        return new ConfigCommand.Publish(
                "s".repeat(Limits.MAX_SET_NAME_BYTES),
                -1,
                documents,
                checksum,
                checksum,
                "c".repeat(Limits.MAX_COMMENT_BYTES),
                Long.MAX_VALUE,
                STAGE,
                "a".repeat(Limits.MAX_PRINCIPAL_BYTES),
                new SchemaChange(Bytes.wrap(new byte[Limits.MAX_SCHEMA_BYTES]), checksum));
    }

    private static List<Label> labels() {
        String text = "l".repeat(Limits.MAX_CONFIG_TEXT_BYTES);
        return Collections.nCopies(Limits.MAX_LABELS, new Label(text, text));
    }

    private static Release release(ConfigCommand.Publish publish) {
        ReleaseHeader header = new ReleaseHeader(
                publish.set(),
                -1,
                -1,
                -1,
                ReleaseState.STAGED,
                -1,
                -1,
                -1,
                publish.author(),
                publish.comment(),
                publish.checksum(),
                publish.checksum(),
                -1,
                -1);
        return new Release(header, publish.documents());
    }

    @Test
    void theLargestReleaseFitsAFrameALogEntryAndARowOfASnapshot() throws MalformedException {
        ConfigCommand.Publish publish = largest();
        SessionCommand.Once once = new SessionCommand.Once(-1, Long.MAX_VALUE, Long.MAX_VALUE, publish);
        EncodedCommand encoded = new EncodedCommand(once, CommandCodec.encode(once));
        assertThat(CommandCodec.decode(encoded.bytes())).isEqualTo(once);

        byte[] frame = WireCodec.encode(new ClientFrame.Requests(List.of(new Request.Write(-1, 0, encoded))));
        assertThat(frame.length).isLessThan(Limits.MAX_FRAME_BYTES);
        byte[] entry = LogCodec.encode(1, 2, 3, List.of(encoded));
        assertThat(LogCodec.decode(ByteBuffer.wrap(entry))).isEqualTo(new CommandBatch(1, 2, 3, List.of(once)));

        Release release = release(publish);
        for (ConfigOutcome outcome : List.of(
                new ConfigOutcome.One(-1, release),
                new ConfigOutcome.Offered(-1, release.header(), false, release.documents()))) {
            Result result = new Result.Answered(-1, outcome);
            byte[] answer = WireCodec.encode(new ServerFrame.Results(List.of(result)));
            assertThat(WireCodec.sizeBound(result)).isBetween(answer.length - 16L, Limits.MAX_FRAME_BYTES - 16L);
        }

        SnapshotRowEncoder encoder = new SnapshotRowEncoder();
        byte[] row = new byte[encoder.encode(new ConfigRow.Release(release))];
        encoder.copyTo(row, 0);
        assertThat(row.length).isLessThan(SnapshotRowEncoder.MAX_ROW_BYTES);
        assertThat(new SnapshotRowDecoder(row, 0, row.length).next()).isEqualTo(new ConfigRow.Release(release));
    }

    @Test
    void theBoundsHoldForTheLargestNumbersToo() {
        long most = -1;
        for (ConfigCommand command : List.of(
                largest(),
                new ConfigCommand.Steer("ß", most, Steering.ABORT, "ß", "ß"),
                new ConfigCommand.Restage("ß", most, new Stage(labels(), -1, -1), "ß"),
                new ConfigCommand.Attach("ß", Bytes.of(1), Bytes.of(1), Bytes.of(1), "ß"),
                new ConfigCommand.Retain("ß", -1, "ß"),
                new ConfigCommand.Acknowledge(most, "ß", "ß", labels(), Verdict.REJECTED, most, "ß"),
                new ConfigCommand.Leave(most, "ß"))) {
            assertThat((long) CommandCodec.encode(command).size())
                    .as("%s", command.getClass())
                    .isLessThanOrEqualTo(SizeBound.of(command));
        }
    }

    @Test
    void whatIsLongerThanItsLimitIsNotWritten() {
        String longSet = "s".repeat(Limits.MAX_SET_NAME_BYTES + 1);
        assertRefused(new ConfigCommand.Leave(1, longSet), "set has 257 bytes, at most 256");
        assertRefused(
                new ConfigCommand.Restage("a", 1, new Stage(Collections.nCopies(33, new Label("a", "")), 0, 0), ""),
                "33 labels, at most 32");
        assertRefused(
                new ConfigCommand.Attach("a", Bytes.EMPTY, Bytes.wrap(new byte[33]), Bytes.EMPTY, ""),
                "a checksum has 33 bytes");
        assertRefused(
                new ConfigCommand.Publish(
                        "a",
                        0,
                        List.of(),
                        Bytes.EMPTY,
                        Bytes.EMPTY,
                        "",
                        0,
                        null,
                        "",
                        new SchemaChange(Bytes.EMPTY, Bytes.wrap(new byte[33]))),
                "a checksum has 33 bytes");
        List<Document> documents = Collections.nCopies(101, new Document("a", DocumentType.TEXT, Bytes.EMPTY));
        assertRefused(
                new ConfigCommand.Publish("a", 0, documents, Bytes.EMPTY, Bytes.EMPTY, "", 0, null, ""),
                "101 documents, at most 100");
    }

    private static void assertRefused(ConfigCommand command, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandCodec.encode(command))
                .withMessageContaining(why);
    }

    @Test
    void whatIsLongerThanItsLimitIsNotReadEither() {
        assertMalformed(
                Command.newBuilder().setLeaveSet(LeaveSet.newBuilder().setSet("s".repeat(257))),
                "leave_set.set has 257 bytes, at most 256");
        PublishRelease.Builder publish = PublishRelease.newBuilder();
        assertMalformed(
                Command.newBuilder().setPublishRelease(publish.clone().setChecksum(ByteString.copyFrom(new byte[33]))),
                "publish_release.checksum has 33 bytes");
        io.holdfast.wire.proto.Document document = io.holdfast.wire.proto.Document.newBuilder()
                .setPath("a")
                .setType(io.holdfast.wire.proto.Document.Type.TEXT)
                .build();
        assertMalformed(
                Command.newBuilder()
                        .setPublishRelease(publish.clone().addAllDocuments(Collections.nCopies(101, document))),
                "publish_release.documents has more than 100 elements");
        assertMalformed(
                Command.newBuilder()
                        .setPublishRelease(publish.clone()
                                .addDocuments(document.toBuilder().setPath("p".repeat(513)))),
                "publish_release.documents[0].path has 513 bytes");
        assertMalformed(
                Command.newBuilder()
                        .setPublishRelease(publish.clone()
                                .addDocuments(document.toBuilder().clearType())),
                "publish_release.documents[0].type is missing");
        assertMalformed(
                Command.newBuilder().setAcknowledgeRelease(AcknowledgeRelease.newBuilder()),
                "acknowledge_release.verdict is missing");
    }

    private static void assertMalformed(Command.Builder command, String why) {
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> CommandCodec.decode(Bytes.wrap(command.build().toByteArray())))
                .withMessageContaining(why);
    }

    @Test
    void constantsHaveTheNumbersOfTheSchema() throws InvalidProtocolBufferException {
        for (DocumentType type : DocumentType.values()) {
            List<Document> documents = List.of(new Document("a", type, Bytes.EMPTY));
            Command sent =
                    sent(new ConfigCommand.Publish("a", 0, documents, Bytes.EMPTY, Bytes.EMPTY, "", 0, null, ""));
            assertThat(sent.getPublishRelease().getDocuments(0).getType().name())
                    .isEqualTo(type.name());
        }
        for (Steering steering : Steering.values()) {
            Command sent = sent(new ConfigCommand.Steer("a", 1, steering, "", ""));
            assertThat(sent.getSteerRollout().getSteering().name()).isEqualTo(steering.name());
        }
        for (Verdict verdict : Verdict.values()) {
            Command sent = sent(new ConfigCommand.Acknowledge(1, "a", "b", List.of(), verdict, 1, ""));
            assertThat(sent.getAcknowledgeRelease().getVerdict().name()).isEqualTo(verdict.name());
        }
        for (RolloutState state : RolloutState.values()) {
            Rollout rollout = new Rollout(1, new Stage(List.of(), 0, 0), state, 0, "");
            io.holdfast.wire.proto.SnapshotRow row =
                    written(new ConfigRow.Set("a", 1, 0, rollout, 1, Bytes.EMPTY, Bytes.EMPTY));
            assertThat(row.getConfigSet().getRollout().getState().name()).isEqualTo(state.name());
        }
        for (ReleaseState state : ReleaseState.values()) {
            ReleaseHeader header =
                    new ReleaseHeader("a", 1, 0, 0, state, 1, 0, 0, "", "", Bytes.EMPTY, Bytes.EMPTY, 0, 0);
            io.holdfast.wire.proto.SnapshotRow row = written(new ConfigRow.Release(new Release(header, List.of())));
            assertThat(row.getConfigRelease().getHeader().getState().name()).isEqualTo(state.name());
        }
    }

    private static Command sent(ConfigCommand command) throws InvalidProtocolBufferException {
        return Command.parseFrom(CommandCodec.encode(command).toArray());
    }

    private static io.holdfast.wire.proto.SnapshotRow written(ConfigRow row) throws InvalidProtocolBufferException {
        SnapshotRowEncoder encoder = new SnapshotRowEncoder();
        byte[] encoded = new byte[encoder.encode(row)];
        encoder.copyTo(encoded, 0);
        return io.holdfast.wire.proto.SnapshotRows.parseFrom(encoded).getRows(0);
    }
}
