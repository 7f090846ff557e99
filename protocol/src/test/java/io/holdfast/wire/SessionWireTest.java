package io.holdfast.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.Limits;
import io.holdfast.model.Member;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.wire.proto.Freshness;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is refused about leases, sessions and read levels, with its place. */
class SessionWireTest {
    private static final RangeQuery QUERY = RangeQuery.of(KeyRange.ALL);

    @Test
    void aRenewalOfTooManyLeasesIsNeitherWrittenNorRead() throws MalformedException {
        Request most = new Request.Renew(1, 0, Collections.nCopies(Limits.MAX_RENEWALS, new LeaseName(-1, -1)));
        assertThat(only(WireCodec.encode(new ClientFrame.Requests(List.of(most)))))
                .isEqualTo(most);
        Request more = new Request.Renew(1, 0, Collections.nCopies(Limits.MAX_RENEWALS + 1, LeaseName.any(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WireCodec.encode(new ClientFrame.Requests(List.of(more))))
                .withMessage("1025 leases in a renewal, at most 1024 are allowed");
        io.holdfast.wire.proto.Request.Renew.Builder hostile = io.holdfast.wire.proto.Request.Renew.newBuilder();
        for (int i = 0; i <= Limits.MAX_RENEWALS; i++) {
            hostile.addLeases(i);
        }
        assertThat(received(request().setRenew(hostile)))
                .isEqualTo(new Request.Unreadable(7, false, "requests[0].renew.leases has more than 1024 elements"));
    }

    @Test
    void epochsThatDoNotGoWithTheLeasesOfARenewalAreRefused() throws MalformedException {
        assertThat(received(request()
                        .setRenew(io.holdfast.wire.proto.Request.Renew.newBuilder()
                                .addLeases(1)
                                .addLeases(2)
                                .addEpochs(5))))
                .isEqualTo(new Request.Unreadable(7, false, "requests[0].renew.epochs has 1 elements for 2 leases"));
    }

    @Test
    void aNumberThatRunsOverTheEndOfItsListIsRefused() throws MalformedException {
        ProtoWriter writer = new ProtoWriter(32);
        writer.number(1, 9); // read on, it would complete the number that is cut
        writer.bytes(1, Bytes.of(5, 0x80));
        writer.message(6, 0);
        writer.number(1, 7);
        writer.message(1, 0);
        writer.message(2, 0);
        assertThat(only(writer.toArray()))
                .isEqualTo(new Request.Unreadable(7, false, "requests[0].renew.leases ends in the middle of a number"));
    }

    @Test
    void aCheckpointOfTooManyBoundsIsNeitherWrittenNorRead() throws MalformedException {
        LeaseCommand.Bound bound = new LeaseCommand.Bound(1, 2, 3);
        Command most = new LeaseCommand.Checkpoint(Collections.nCopies(Limits.MAX_RENEWALS, bound), 1);
        assertThat(CommandCodec.decode(CommandCodec.encode(most))).isEqualTo(most);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandCodec.encode(
                        new LeaseCommand.Checkpoint(Collections.nCopies(Limits.MAX_RENEWALS + 1, bound), 1)))
                .withMessage("1025 bounds in a checkpoint, at most 1024 are allowed");
        io.holdfast.wire.proto.CheckpointLeases.Builder hostile = io.holdfast.wire.proto.CheckpointLeases.newBuilder();
        for (int i = 0; i <= Limits.MAX_RENEWALS; i++) {
            hostile.addBounds(io.holdfast.wire.proto.CheckpointLeases.Bound.getDefaultInstance());
        }
        refused(
                io.holdfast.wire.proto.Command.newBuilder().setCheckpointLeases(hostile),
                "checkpoint_leases.bounds has more than 1024 elements");
    }

    @Test
    void textsOfSessionsHaveTheSameBoundsEitherWay() {
        String name = "n".repeat(Limits.MAX_NAME_BYTES + 1);
        String address = "a".repeat(Limits.MAX_ADDRESS_BYTES + 1);
        String principal = "p".repeat(Limits.MAX_PRINCIPAL_BYTES + 1);
        String why = "w".repeat(Limits.MAX_WHY_BYTES + 1);
        for (Command command : List.of(
                new SessionCommand.Open(1, 2, name, "", ""),
                new SessionCommand.Open(1, 2, "", principal, ""),
                new SessionCommand.Open(1, 2, "", "", address),
                new SessionCommand.Kill(1, principal, ""),
                new SessionCommand.Kill(1, "", why))) {
            assertThatIllegalArgumentException()
                    .as("%s", command)
                    .isThrownBy(() -> CommandCodec.encode(command))
                    .withMessageEndingWith("are allowed");
        }
        io.holdfast.wire.proto.OpenSession.Builder open = io.holdfast.wire.proto.OpenSession.newBuilder();
        refused(
                command().setOpenSession(open.clone().setClient(name)),
                "open_session.client has 257 bytes, at most 256 are allowed");
        refused(
                command().setOpenSession(open.clone().setPrincipal(principal)),
                "open_session.principal has 2049 bytes, at most 2048 are allowed");
        refused(
                command().setOpenSession(open.clone().setAddress(address)),
                "open_session.address has 513 bytes, at most 512 are allowed");
        io.holdfast.wire.proto.KillSession.Builder kill = io.holdfast.wire.proto.KillSession.newBuilder();
        refused(
                command().setKillSession(kill.clone().setBy(principal)),
                "kill_session.by has 2049 bytes, at most 2048 are allowed");
        refused(
                command().setKillSession(kill.clone().setWhy(why)),
                "kill_session.why has 1025 bytes, at most 1024 are allowed");
    }

    @Test
    void aSessionIdCutShortIsRefused() {
        byte[] encoded = {0x52, 4, 9, 1, 2, 3};
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> CommandCodec.decode(encoded, 0, encoded.length))
                .withMessage("close_session.session is cut short");
    }

    @Test
    void aReadLevelWhoseBoundDoesNotGoWithItIsUnreadable() throws MalformedException {
        for (io.holdfast.wire.proto.ReadLevel.Kind kind : List.of(
                io.holdfast.wire.proto.ReadLevel.Kind.LINEARIZABLE, io.holdfast.wire.proto.ReadLevel.Kind.LOCAL)) {
            assertThat(received(read().setLevel(level(kind, 5))))
                    .isEqualTo(new Request.Unreadable(
                            7, false, "requests[0].level.bound is 5, which does not go with " + kind));
        }
        assertThat(received(read().setLevel(level(io.holdfast.wire.proto.ReadLevel.Kind.BOUNDED, -1))))
                .isEqualTo(new Request.Unreadable(
                        7, false, "requests[0].level.bound is -1, which does not go with BOUNDED"));
        assertThat(received(read().setLevel(
                                io.holdfast.wire.proto.ReadLevel.newBuilder().setKindValue(4))))
                .isEqualTo(new Request.Unreadable(
                        7, true, "requests[0].level.kind is 4, which this version does not know"));
    }

    @Test
    void aReadLevelStandsBesideAQueryOnly() throws MalformedException {
        assertThat(received(request()
                        .setDescribeCluster(io.holdfast.wire.proto.Request.DescribeCluster.getDefaultInstance())
                        .setLevel(level(io.holdfast.wire.proto.ReadLevel.Kind.LOCAL, 0))))
                .isEqualTo(new Request.Unreadable(7, false, "requests[0].level stands beside no query"));
    }

    @Test
    void aLinearizableReadNeedNotSaySo() throws MalformedException {
        Request read = new Request.Read(7, 0, QUERY, ReadLevel.LINEARIZABLE);
        assertThat(received(read())).isEqualTo(read);
        assertThat(received(read().setLevel(level(io.holdfast.wire.proto.ReadLevel.Kind.LINEARIZABLE, 0))))
                .isEqualTo(read);
    }

    @Test
    void freshnessStandsBesideAnOutcomeOnly() {
        byte[] frame = io.holdfast.wire.proto.ServerFrame.newBuilder()
                .setResults(io.holdfast.wire.proto.ServerFrame.Results.newBuilder()
                        .addResults(io.holdfast.wire.proto.Result.newBuilder()
                                .setRenewed(io.holdfast.wire.proto.Result.Renewed.getDefaultInstance())
                                .setFreshness(Freshness.newBuilder()
                                        .setRole(io.holdfast.wire.proto.Member.Role.valueOf(
                                                Member.Role.LEADER.name())))))
                .build()
                .toByteArray();
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> WireCodec.decodeServerFrame(frame))
                .withMessage("results[0].freshness stands beside no outcome");
    }

    @Test
    void onlyReadsOfKeysMayStandInATransaction() {
        byte[] query = io.holdfast.wire.proto.Query.newBuilder()
                .setTransaction(io.holdfast.wire.proto.TransactionQuery.newBuilder()
                        .addSuccess(io.holdfast.wire.proto.Query.newBuilder()
                                .setSession(io.holdfast.wire.proto.SessionQuery.getDefaultInstance())))
                .build()
                .toByteArray();
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> QueryCodec.decode(Bytes.wrap(query)))
                .withMessage("transaction.success[0] is a kind of query that may not stand in a transaction");
    }

    @Test
    void outcomesWithinOutcomesWithoutEndAreRefusedWithoutAStackOverflow() {
        ProtoWriter writer = new ProtoWriter(1 << 16);
        while (writer.size() < 1 << 16) {
            writer.message(1, 0);
            writer.message(14, 0);
        }
        writer.message(2, 0);
        writer.message(1, 0);
        writer.message(2, 0);
        byte[] frame = writer.toArray();
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> WireCodec.decodeServerFrame(frame))
                .withMessageEndingWith("is nested too deeply");
    }

    private static io.holdfast.wire.proto.Command.Builder command() {
        return io.holdfast.wire.proto.Command.newBuilder();
    }

    private static void refused(io.holdfast.wire.proto.Command.Builder command, String complaint) {
        byte[] encoded = command.build().toByteArray();
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> CommandCodec.decode(encoded, 0, encoded.length))
                .withMessage(complaint);
    }

    private static io.holdfast.wire.proto.ReadLevel.Builder level(
            io.holdfast.wire.proto.ReadLevel.Kind kind, long bound) {
        return io.holdfast.wire.proto.ReadLevel.newBuilder().setKind(kind).setBound(bound);
    }

    private static io.holdfast.wire.proto.Request.Builder request() {
        return io.holdfast.wire.proto.Request.newBuilder().setId(7);
    }

    private static io.holdfast.wire.proto.Request.Builder read() {
        return request()
                .setQuery(com.google.protobuf.ByteString.copyFrom(
                        QueryCodec.encode(QUERY).toArray()));
    }

    private static Request received(io.holdfast.wire.proto.Request.Builder request) throws MalformedException {
        return only(io.holdfast.wire.proto.ClientFrame.newBuilder()
                .setRequests(
                        io.holdfast.wire.proto.ClientFrame.Requests.newBuilder().addRequests(request))
                .build()
                .toByteArray());
    }

    private static Request only(byte[] frame) throws MalformedException {
        List<Request> requests = ((ClientFrame.Requests) WireCodec.decodeClientFrame(frame)).requests();
        assertThat(requests).hasSize(1);
        return requests.get(0);
    }
}
