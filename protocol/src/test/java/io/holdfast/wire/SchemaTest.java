package io.holdfast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.holdfast.model.Bytes;
import io.holdfast.model.ClusterDescription;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.Member;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.event.Event;
import io.holdfast.model.lock.ElectionChange;
import io.holdfast.model.lock.ElectionStep;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockKind;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.lock.LockPush;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Freshness;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.Compare;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.model.snapshot.LockRow;
import io.holdfast.model.snapshot.SnapshotHeader;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.model.snapshot.SnapshotTrailer;
import io.holdfast.model.watch.WatchPush;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The codec written by hand speaks exactly the schema: classes generated from it read and write the same bytes. */
class SchemaTest {
    private static final int ROUNDS = 1000;

    @Test
    void commandsFollowTheSchema() {
        follows(model -> CommandCodec.encode(model.command()).toArray(), io.holdfast.wire.proto.Command.parser());
    }

    @Test
    void queriesFollowTheSchema() {
        follows(model -> QueryCodec.encode(model.query()).toArray(), io.holdfast.wire.proto.Query.parser());
    }

    @Test
    void clientFramesFollowTheSchema() {
        follows(model -> WireCodec.encode(model.clientFrame()), io.holdfast.wire.proto.ClientFrame.parser());
    }

    @Test
    void serverFramesFollowTheSchema() {
        follows(model -> WireCodec.encode(model.serverFrame()), io.holdfast.wire.proto.ServerFrame.parser());
    }

    @Test
    void peerMessagesFollowTheSchema() {
        follows(
                model -> PeerCodec.write(new PeerRequest.Identify("n1", "s-1", "demo"))
                        .toArray(),
                io.holdfast.wire.proto.PeerIdentify.parser());
        follows(
                model -> PeerCodec.write(PeerReply.Identified.recorded("s-1").in("c-1"))
                        .toArray(),
                io.holdfast.wire.proto.PeerIdentified.parser());
        follows(
                model -> PeerCodec.write(new PeerRequest.Register("n1", "s-1")).toArray(),
                io.holdfast.wire.proto.PeerRegister.parser());
        follows(
                model -> PeerCodec.write(new PeerReply.Registered(model.outcome(2)))
                        .toArray(),
                io.holdfast.wire.proto.PeerRegistration.parser());
        follows(
                model -> PeerCodec.write(new PeerReply.NotRegistered(model.failure()))
                        .toArray(),
                io.holdfast.wire.proto.PeerRegistration.parser());
        follows(
                model -> PeerCodec.write(new PeerRequest.ReadIndex("n1")).toArray(),
                io.holdfast.wire.proto.PeerReadIndex.parser());
        follows(
                model -> PeerCodec.write(new PeerReply.Index(model.number())).toArray(),
                io.holdfast.wire.proto.PeerReadIndexed.parser());
        follows(
                model -> PeerCodec.write(new PeerReply.NoIndex(model.failure())).toArray(),
                io.holdfast.wire.proto.PeerReadIndexed.parser());
    }

    @Test
    void snapshotsFollowTheSchema() {
        follows(SchemaTest::snapshotRows, io.holdfast.wire.proto.SnapshotRows.parser());
        follows(
                model -> SnapshotCodec.encode(new SnapshotHeader("demo", "c-1", 1, 2, model.number(), "0.1.0")),
                io.holdfast.wire.proto.SnapshotHeader.parser());
        follows(
                model -> SnapshotCodec.encode(new SnapshotTrailer(1, 2, model.number(), model.number())),
                io.holdfast.wire.proto.SnapshotTrailer.parser());
    }

    static byte[] snapshotRows(RandomModel model) {
        return snapshotRows(List.of(model.snapshotRow(), model.snapshotRow(), model.snapshotRow()));
    }

    static byte[] snapshotRows(List<SnapshotRow> rows) {
        SnapshotRowEncoder encoder = new SnapshotRowEncoder();
        byte[] message = new byte[0];
        for (SnapshotRow row : rows) {
            int before = message.length;
            message = Arrays.copyOf(message, before + encoder.encode(row));
            encoder.copyTo(message, before);
        }
        return message;
    }

    @Test
    void whatAnotherEncoderWritesIsUnderstood() throws MalformedException {
        byte[] frame = io.holdfast.wire.proto.ServerFrame.newBuilder()
                .setHello(io.holdfast.wire.proto.ServerFrame.Hello.newBuilder()
                        .setVersion(1)
                        .setCluster("demo")
                        .setCredit(7))
                .build()
                .toByteArray();
        assertThat(WireCodec.decodeServerFrame(frame))
                .isEqualTo(new ServerFrame.Hello(1, "", "demo", "", Set.of(), 7, null));
    }

    @Test
    void constantsOfComparesHaveTheNumbersOfTheSchema() throws InvalidProtocolBufferException {
        for (Compare.Target target : Compare.Target.values()) {
            for (Compare.Relation relation : Compare.Relation.values()) {
                Compare compare = new Compare(KeyRange.ALL, target, relation, 1, Bytes.EMPTY);
                Transaction transaction = new Transaction(List.of(compare), List.of(), List.of());
                io.holdfast.wire.proto.Compare sent = io.holdfast.wire.proto.Command.parseFrom(
                                CommandCodec.encode(transaction).toArray())
                        .getTransaction()
                        .getCompares(0);
                assertThat(sent.getTarget().name()).isEqualTo(target.name());
                assertThat(sent.getRelation().name()).isEqualTo(relation.name());
            }
        }
    }

    @Test
    void constantsOfRangesHaveTheNumbersOfTheSchema() throws InvalidProtocolBufferException {
        for (RangeQuery.SortTarget target : RangeQuery.SortTarget.values()) {
            for (RangeQuery.SortOrder order : RangeQuery.SortOrder.values()) {
                RangeQuery query = new RangeQuery(KeyRange.ALL, 0, 0, target, order, false, false, 0, 0, 0, 0, 0);
                io.holdfast.wire.proto.RangeQuery sent = io.holdfast.wire.proto.Query.parseFrom(
                                QueryCodec.encode(query).toArray())
                        .getRange();
                assertThat(sent.getTarget().name()).isEqualTo(target.name());
                assertThat(sent.getOrder().name()).isEqualTo(order.name());
            }
        }
    }

    @Test
    void constantsOfResultsHaveTheNumbersOfTheSchema() throws InvalidProtocolBufferException {
        for (Failure.Certainty certainty : Failure.Certainty.values()) {
            for (Failure.Code code : Failure.Code.values()) {
                Result result = new Result.Failed(1, new Failure(code, certainty, "", null, 0));
                io.holdfast.wire.proto.Failure sent = onTheWire(result).getFailure();
                assertThat(sent.getCertainty().name()).isEqualTo(certainty.name());
                assertThat(sent.getCode()).isEqualTo(code.number());
            }
        }
        for (Member.Role role : Member.Role.values()) {
            Member member = new Member("n", "", "", role, "");
            Result result = new Result.Described(1, new ClusterDescription("c", "n", List.of(member), null, 1));
            assertThat(onTheWire(result)
                            .getDescription()
                            .getMembers(0)
                            .getRole()
                            .name())
                    .isEqualTo(role.name());
        }
        for (Member.Role role : Member.Role.values()) {
            Result result = new Result.Answered(1, new Outcome.Compact(1), new Freshness(role, 1));
            assertThat(onTheWire(result).getFreshness().getRole().name()).isEqualTo(role.name());
        }
        for (Reason reason : Reason.values()) {
            Result result = new Result.Answered(1, new Outcome.Rejection(1, reason, "", 0));
            assertThat(onTheWire(result).getOutcome().getRejection().getReason())
                    .isEqualTo(reason.number());
        }
    }

    @Test
    void constantsOfReadLevelsAndEventsHaveTheNumbersOfTheSchema() throws InvalidProtocolBufferException {
        for (ReadLevel.Kind kind : ReadLevel.Kind.values()) {
            Request read = new Request.Read(1, 0, RangeQuery.of(KeyRange.ALL), new ReadLevel(kind, 0));
            io.holdfast.wire.proto.Request sent = io.holdfast.wire.proto.ClientFrame.parseFrom(
                            WireCodec.encode(new ClientFrame.Requests(List.of(read))))
                    .getRequests()
                    .getRequests(0);
            assertThat(sent.getLevel().getKind().name()).isEqualTo(kind.name());
        }
        for (Event.Kind kind : Event.Kind.values()) {
            Event event = new Event(kind, KeyValue.tombstone(Bytes.EMPTY, 1), null);
            io.holdfast.wire.proto.WatchPush sent = io.holdfast.wire.proto.ServerFrame.parseFrom(WireCodec.encode(
                            new ServerFrame.Watched(List.of(new WatchPush.Events(1, 0, 1, List.of(event))))))
                    .getWatched()
                    .getPushes(0);
            assertThat(sent.getEvents().getEvents(0).getKind().name()).isEqualTo(kind.name());
        }
    }

    @Test
    void constantsOfLocksHaveTheNumbersOfTheSchema() throws InvalidProtocolBufferException {
        for (LockMode mode : LockMode.values()) {
            LockCommand acquire = new LockCommand.Acquire(1, 2, "a", LockClaim.of(mode), true);
            assertThat(io.holdfast.wire.proto.Command.parseFrom(
                                    CommandCodec.encode(acquire).toArray())
                            .getAcquireLock()
                            .getClaim()
                            .getMode()
                            .name())
                    .isEqualTo(mode.name());
        }
        for (LockKind kind : LockKind.values()) {
            SnapshotRow row = new LockRow.Lock("a", kind, 0, false, 0, 0, 0, 0);
            assertThat(io.holdfast.wire.proto.SnapshotRows.parseFrom(snapshotRows(List.of(row)))
                            .getRows(0)
                            .getLock()
                            .getKind()
                            .name())
                    .isEqualTo(kind.name());
        }
        for (ElectionStep step : ElectionStep.values()) {
            ElectionChange change = new ElectionChange(1, "a", step, 2, 3, "", "", Bytes.EMPTY, LockEnd.UNKNOWN, "", 4);
            SnapshotRow row = new LockRow.Change(change, 0);
            assertThat(io.holdfast.wire.proto.SnapshotRows.parseFrom(snapshotRows(List.of(row)))
                            .getRows(0)
                            .getLockChange()
                            .getChange()
                            .getStep()
                            .name())
                    .isEqualTo(step.name());
        }
        for (LockEnd end : LockEnd.values()) {
            LockPush push = new LockPush.Ended(1, 2, 3, end, "");
            assertThat(io.holdfast.wire.proto.ServerFrame.parseFrom(
                                    WireCodec.encode(new ServerFrame.Locked(List.of(push))))
                            .getLocked()
                            .getPushes(0)
                            .getEnded()
                            .getEnd())
                    .isEqualTo(end.number());
        }
    }

    @Test
    void constantsOfPeersHaveTheNumbersOfTheSchema() throws InvalidProtocolBufferException {
        for (PeerReply.Answer answer : PeerReply.Answer.values()) {
            PeerReply.Identified identified =
                    new PeerReply.Identified(answer, answer == PeerReply.Answer.RECORDED ? "s" : "", "");
            assertThat(io.holdfast.wire.proto.PeerIdentified.parseFrom(
                                    PeerCodec.write(identified).toArray())
                            .getAnswer()
                            .name())
                    .isEqualTo(answer.name());
        }
    }

    private static io.holdfast.wire.proto.Result onTheWire(Result result) throws InvalidProtocolBufferException {
        return io.holdfast.wire.proto.ServerFrame.parseFrom(WireCodec.encode(new ServerFrame.Results(List.of(result))))
                .getResults()
                .getResults(0);
    }

    /** Nothing unknown in it, nothing lost, the same order of fields. */
    private static <M extends Message> void follows(Function<RandomModel, byte[]> encoder, Parser<M> parser) {
        Parser<M> knownOnly = DiscardUnknownFieldsParser.wrap(parser);
        for (int seed = 0; seed < ROUNDS; seed++) {
            byte[] encoded = encoder.apply(new RandomModel(seed));
            try {
                assertThat(knownOnly.parseFrom(encoded).toByteArray())
                        .as("seed %d", seed)
                        .isEqualTo(encoded);
            } catch (InvalidProtocolBufferException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }
}
