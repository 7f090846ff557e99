package io.holdfast.etcd;

import static io.holdfast.etcd.EtcdFixture.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.ClientCalls;
import io.holdfast.etcd.EtcdFixture.Conversation;
import io.holdfast.etcd.call.EtcdError;
import io.holdfast.etcd.call.Headers;
import io.holdfast.etcd.proto.AlarmRequest;
import io.holdfast.etcd.proto.AlarmResponse;
import io.holdfast.etcd.proto.AuthEnableRequest;
import io.holdfast.etcd.proto.AuthStatusRequest;
import io.holdfast.etcd.proto.AuthStatusResponse;
import io.holdfast.etcd.proto.AuthUserAddRequest;
import io.holdfast.etcd.proto.AuthenticateRequest;
import io.holdfast.etcd.proto.DefragmentRequest;
import io.holdfast.etcd.proto.DefragmentResponse;
import io.holdfast.etcd.proto.HashKVRequest;
import io.holdfast.etcd.proto.HashKVResponse;
import io.holdfast.etcd.proto.Member;
import io.holdfast.etcd.proto.MemberAddRequest;
import io.holdfast.etcd.proto.MemberListRequest;
import io.holdfast.etcd.proto.MemberListResponse;
import io.holdfast.etcd.proto.MoveLeaderRequest;
import io.holdfast.etcd.proto.RangeRequest;
import io.holdfast.etcd.proto.RangeResponse;
import io.holdfast.etcd.proto.SnapshotRequest;
import io.holdfast.etcd.proto.SnapshotResponse;
import io.holdfast.etcd.proto.StatusRequest;
import io.holdfast.etcd.proto.StatusResponse;
import io.holdfast.model.Bytes;
import io.holdfast.model.outcome.Failure;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterServicesTest {
    private static final String MOVE_LEADER = "etcdserverpb.Maintenance/MoveLeader";

    private static final String HEALTH = "grpc.health.v1.Health/Check";
    private final EtcdFixture etcd = new EtcdFixture();

    @AfterEach
    void close() {
        etcd.close();
    }

    @Test
    void membersHaveIdsNamesAndAddresses() {
        MemberListResponse list = etcd.call("etcdserverpb.Cluster/MemberList", MemberListRequest.getDefaultInstance());
        assertThat(list.getMembersList()).extracting(Member::getName).containsExactly("n1", "n2");
        assertThat(list.getMembers(0).getID()).isEqualTo(list.getHeader().getMemberId());
        assertThat(list.getMembers(0).getClientURLsList()).containsExactly("https://127.0.0.1:7400");
        assertThat(list.getMembers(0).getPeerURLsList()).containsExactly("https://127.0.0.1:7401");
        assertThat(list.getMembers(1).getIsLearner()).isTrue();
        assertThat(etcd.refused("etcdserverpb.Cluster/MemberAdd", MemberAddRequest.getDefaultInstance())
                        .getCode())
                .isEqualTo(Status.Code.UNIMPLEMENTED);
    }

    @Test
    void statusSaysWhoLeadsAndThatNobodyDoes() {
        StatusResponse status = etcd.call("etcdserverpb.Maintenance/Status", StatusRequest.getDefaultInstance());
        assertThat(status.getLeader()).isEqualTo(status.getHeader().getMemberId());
        assertThat(status.getVersion()).startsWith("3.6.");
        assertThat(status.getRaftTerm()).isEqualTo(3);
        assertThat(status.getRaftIndex()).isEqualTo(12);
        assertThat(status.getRaftAppliedIndex()).isEqualTo(11);
        etcd.core.leaderIs(null);
        StatusResponse without = etcd.call("etcdserverpb.Maintenance/Status", StatusRequest.getDefaultInstance());
        assertThat(without.getErrorsList()).containsExactly("etcdserver: no leader");
    }

    @Test
    void hashesAreEqualForEqualKeysAndOfARevision() {
        try (EtcdFixture other = new EtcdFixture()) {
            etcd.put("a", "1");
            other.put("a", "1");
            HashKVRequest second = HashKVRequest.newBuilder().setRevision(2).build();
            HashKVResponse hash = etcd.call("etcdserverpb.Maintenance/HashKV", second);
            HashKVResponse same = other.call("etcdserverpb.Maintenance/HashKV", second);
            assertThat(hash.getHash()).isEqualTo(same.getHash());
            other.put("a", "2");
            HashKVResponse older = other.call("etcdserverpb.Maintenance/HashKV", second);
            assertThat(older.getHash()).isEqualTo(hash.getHash());
            HashKVResponse newer = other.call("etcdserverpb.Maintenance/HashKV", HashKVRequest.getDefaultInstance());
            assertThat(newer.getHash()).isNotEqualTo(hash.getHash());
            assertThat(newer.getHashRevision()).isEqualTo(3);
            assertThat(newer.getCompactRevision()).isEqualTo(-1);
            etcd.refusedWith(
                    EtcdError.FUTURE_REVISION,
                    "etcdserverpb.Maintenance/HashKV",
                    HashKVRequest.newBuilder().setRevision(9).build());
        }
    }

    @Test
    void thereAreNoAlarmsAndNothingToDefragment() {
        AlarmResponse alarms = etcd.call("etcdserverpb.Maintenance/Alarm", AlarmRequest.getDefaultInstance());
        assertThat(alarms.getAlarmsList()).isEmpty();
        DefragmentResponse done =
                etcd.call("etcdserverpb.Maintenance/Defragment", DefragmentRequest.getDefaultInstance());
        assertThat(done.hasHeader()).isTrue();
    }

    @Test
    void authenticationIsNotEnabled() {
        AuthStatusResponse status = etcd.call("etcdserverpb.Auth/AuthStatus", AuthStatusRequest.getDefaultInstance());
        assertThat(status.getEnabled()).isFalse();
        assertThat(status.getAuthRevision()).isOne();
        etcd.refusedWith(
                EtcdError.AUTH_NOT_ENABLED, "etcdserverpb.Auth/Authenticate", AuthenticateRequest.getDefaultInstance());
        etcd.refusedWith(
                EtcdError.AUTH_NOT_ENABLED, "etcdserverpb.Auth/UserAdd", AuthUserAddRequest.getDefaultInstance());
        etcd.refusedWith(
                EtcdError.ROOT_USER_NOT_FOUND, "etcdserverpb.Auth/AuthEnable", AuthEnableRequest.getDefaultInstance());
    }

    @Test
    void aNodeIsHealthyWhileItKnowsALeader() throws Exception {
        HealthCheckResponse healthy = etcd.call(HEALTH, HealthCheckRequest.getDefaultInstance());
        assertThat(healthy.getStatus()).isEqualTo(ServingStatus.SERVING);
        Conversation<HealthCheckRequest, HealthCheckResponse> watch =
                etcd.ask("grpc.health.v1.Health/Watch", HealthCheckRequest.getDefaultInstance());
        assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.SERVING);
        etcd.core.leaderIs(null);
        assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
        HealthCheckResponse ill = etcd.call(HEALTH, HealthCheckRequest.getDefaultInstance());
        assertThat(ill.getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(etcd.refused(
                                HEALTH,
                                HealthCheckRequest.newBuilder().setService("x").build())
                        .getCode())
                .isEqualTo(Status.Code.NOT_FOUND);
    }

    @Test
    void reflectionListsTheServicesAndTheirSchema() throws Exception {
        Conversation<ServerReflectionRequest, ServerReflectionResponse> reflection =
                etcd.open("grpc.reflection.v1.ServerReflection/ServerReflectionInfo");
        reflection.requests.onNext(
                ServerReflectionRequest.newBuilder().setListServices("").build());
        assertThat(reflection.next().getListServicesResponse().getServiceList())
                .extracting(ServiceResponse::getName)
                .contains("etcdserverpb.KV", "etcdserverpb.Watch", "v3lockpb.Lock", "v3electionpb.Election");
        reflection.requests.onNext(ServerReflectionRequest.newBuilder()
                .setFileContainingSymbol("etcdserverpb.KV")
                .build());
        assertThat(reflection.next().getFileDescriptorResponse().getFileDescriptorProtoCount())
                .isPositive();
        reflection.requests.onCompleted();
    }

    @Test
    void whoWantsALeaderIsRefusedWhileThereIsNone() {
        etcd.put("a", "1");
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(utf8("a"))
                .setSerializable(true)
                .build();
        assertThat(rangeBy(etcd.wantingALeader(), request).getCount()).isOne();
        etcd.core.leaderIs(null);
        assertThatThrownBy(() -> rangeBy(etcd.wantingALeader(), request))
                .hasMessage("UNAVAILABLE: etcdserver: no leader");
        assertThat(rangeBy(etcd.channel, request).getCount()).isOne();
    }

    private static RangeResponse rangeBy(Channel channel, RangeRequest request) {
        MethodDescriptor<RangeRequest, RangeResponse> range = MethodDescriptor.<RangeRequest, RangeResponse>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName("etcdserverpb.KV/Range")
                .setRequestMarshaller(ProtoUtils.marshaller(RangeRequest.getDefaultInstance()))
                .setResponseMarshaller(ProtoUtils.marshaller(RangeResponse.getDefaultInstance()))
                .build();
        return ClientCalls.blockingUnaryCall(channel, range, CallOptions.DEFAULT, request);
    }

    @Test
    void aSnapshotComesInPiecesFilledUpToASectorAndThenItsHash() throws Exception {
        byte[] state = new byte[70_000];
        new Random(1).nextBytes(state);
        etcd.core.operations.snapshot = Bytes.wrap(state);
        etcd.client.operator = true;
        Conversation<SnapshotRequest, SnapshotResponse> told = snapshot();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        SnapshotResponse piece = told.next();
        assertThat(piece.getVersion()).isEqualTo("3.6.0");
        for (; piece.getRemainingBytes() > 0; piece = told.next()) {
            piece.getBlob().writeTo(all);
            assertThat(piece.getRemainingBytes()).isEqualTo(70_144 - all.size());
        }
        piece.getBlob().writeTo(all);
        assertThat(Arrays.copyOf(all.toByteArray(), state.length)).isEqualTo(state);
        assertThat(told.next().getBlob().toByteArray())
                .isEqualTo(MessageDigest.getInstance("SHA-256").digest(all.toByteArray()));
        assertThat(told.end().isOk()).isTrue();
        assertThat(etcd.core.operations.closed).isTrue();
    }

    private Conversation<SnapshotRequest, SnapshotResponse> snapshot() {
        return etcd.ask("etcdserverpb.Maintenance/Snapshot", SnapshotRequest.getDefaultInstance());
    }

    @Test
    void leadershipGoesToAMemberIfThisNodeLeads() {
        etcd.client.operator = true;
        etcd.refusedWith(EtcdError.BAD_TRANSFEREE, MOVE_LEADER, moveTo("moon"));
        etcd.call(MOVE_LEADER, moveTo("n2"));
        assertThat(etcd.core.operations.leader).isEqualTo("n2");
        etcd.core.operations.failure = Failure.notApplied(Failure.Code.MALFORMED, "n2 is no voter");
        etcd.refusedWith(EtcdError.BAD_TRANSFEREE, MOVE_LEADER, moveTo("n2"));
        etcd.core.operations.failure = Failure.notApplied(Failure.Code.NOT_LEADER, "n1 does not lead any more");
        etcd.refusedWith(EtcdError.NOT_LEADER, MOVE_LEADER, moveTo("n2"));
        etcd.core.operations.failure = Failure.unknown(Failure.Code.TIMEOUT, "n2 did not take over");
        etcd.refusedWith(EtcdError.TIMEOUT, MOVE_LEADER, moveTo("n2"));
    }

    @Test
    void onlyOperatorsTakeSnapshotsAndMoveLeaders() throws Exception {
        etcd.refusedWith(EtcdError.PERMISSION_DENIED, MOVE_LEADER, moveTo("n2"));
        assertThat(snapshot().end().getDescription()).isEqualTo(EtcdError.PERMISSION_DENIED.text());
        etcd.client.operator = true;
        etcd.core.operations.failure = Failure.overloaded("too many copies", 1);
        assertThat(snapshot().end().getDescription()).isEqualTo(EtcdError.TOO_MANY_REQUESTS.text());
    }

    private static MoveLeaderRequest moveTo(String node) {
        return MoveLeaderRequest.newBuilder().setTargetID(Headers.idOf(node)).build();
    }
}
