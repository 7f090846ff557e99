package io.holdfast.etcd.cluster;

import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.holdfast.etcd.call.Core;
import io.holdfast.etcd.call.EtcdError;
import io.holdfast.etcd.call.Headers;
import io.holdfast.etcd.call.Reply;
import io.holdfast.etcd.call.ServiceMethods;
import io.holdfast.etcd.call.Statuses;
import io.holdfast.etcd.proto.AlarmRequest;
import io.holdfast.etcd.proto.AlarmRequest.AlarmAction;
import io.holdfast.etcd.proto.AlarmResponse;
import io.holdfast.etcd.proto.DefragmentRequest;
import io.holdfast.etcd.proto.DefragmentResponse;
import io.holdfast.etcd.proto.DowngradeInfo;
import io.holdfast.etcd.proto.DowngradeRequest;
import io.holdfast.etcd.proto.DowngradeResponse;
import io.holdfast.etcd.proto.HashKVRequest;
import io.holdfast.etcd.proto.HashKVResponse;
import io.holdfast.etcd.proto.HashRequest;
import io.holdfast.etcd.proto.HashResponse;
import io.holdfast.etcd.proto.MaintenanceProto;
import io.holdfast.etcd.proto.MoveLeaderRequest;
import io.holdfast.etcd.proto.MoveLeaderResponse;
import io.holdfast.etcd.proto.SnapshotRequest;
import io.holdfast.etcd.proto.SnapshotResponse;
import io.holdfast.etcd.proto.StatusRequest;
import io.holdfast.etcd.proto.StatusResponse;
import io.holdfast.model.Member;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.port.LeaseService.Answer;
import io.holdfast.server.port.NodeStatus;
import java.util.Set;

/** {@code etcdserverpb.Maintenance}, as far as it means anything here. */
public final class MaintenanceService {
    /** What clients choose features by: the release whose services these are. */
    public static final String VERSION = "3.6.0";

    /** The methods that move what is everybody's, or take it along. */
    public static final Set<String> FOR_OPERATORS =
            Set.of("etcdserverpb.Maintenance/Snapshot", "etcdserverpb.Maintenance/MoveLeader");

    private final Core core;

    /** The service over this core. */
    public MaintenanceService(Core core) {
        this.core = core;
    }

    /** The service. */
    public ServerServiceDefinition definition() {
        return new ServiceMethods(MaintenanceProto.getDescriptor(), "Maintenance")
                .unary("Alarm", AlarmRequest.getDefaultInstance(), AlarmResponse.getDefaultInstance(), this::alarm)
                .unary("Status", StatusRequest.getDefaultInstance(), StatusResponse.getDefaultInstance(), this::status)
                .unary(
                        "Defragment",
                        DefragmentRequest.getDefaultInstance(),
                        DefragmentResponse.getDefaultInstance(),
                        this::defragment)
                .unary("Hash", HashRequest.getDefaultInstance(), HashResponse.getDefaultInstance(), this::hash)
                .unary("HashKV", HashKVRequest.getDefaultInstance(), HashKVResponse.getDefaultInstance(), this::hashKV)
                .answersMany(
                        "Snapshot",
                        SnapshotRequest.getDefaultInstance(),
                        SnapshotResponse.getDefaultInstance(),
                        this::snapshot)
                .unary(
                        "MoveLeader",
                        MoveLeaderRequest.getDefaultInstance(),
                        MoveLeaderResponse.getDefaultInstance(),
                        this::moveLeader)
                .unary(
                        "Downgrade",
                        DowngradeRequest.getDefaultInstance(),
                        DowngradeResponse.getDefaultInstance(),
                        this::downgrade)
                .definition();
    }

    private void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
        NodeStatus status = core.ports().maintenance().status();
        StatusResponse.Builder response = StatusResponse.newBuilder()
                .setHeader(core.headers().at(status.revision()))
                .setVersion(VERSION)
                .setStorageVersion(VERSION)
                .setDbSize(status.historyBytes())
                .setDbSizeInUse(status.historyBytes())
                .setRaftIndex(Math.max(0, status.committedIndex()))
                .setRaftAppliedIndex(Math.max(0, status.appliedIndex()))
                .setRaftTerm(status.term())
                .setIsLearner(status.role() == Member.Role.LISTENER)
                .setDowngradeInfo(DowngradeInfo.getDefaultInstance());
        if (status.leader() == null) {
            response.addErrors(EtcdError.NO_LEADER.text());
        } else {
            response.setLeader(Headers.idOf(status.leader().node()));
        }
        Reply.send(observer, response.build());
    }

    /** There are no alarms: a node that is in trouble refuses by itself. None can be set, none need be taken away. */
    private void alarm(AlarmRequest request, StreamObserver<AlarmResponse> observer) {
        if (request.getAction() == AlarmAction.ACTIVATE) {
            Reply.refuse(observer, Unsupported.of("alarms are not set by clients"));
        } else {
            Reply.send(
                    observer,
                    AlarmResponse.newBuilder().setHeader(core.headers().now()).build());
        }
    }

    /** Nothing to do: the state is kept in memory, and its files hold no gaps. */
    private void defragment(DefragmentRequest request, StreamObserver<DefragmentResponse> observer) {
        Reply.send(
                observer,
                DefragmentResponse.newBuilder().setHeader(core.headers().now()).build());
    }

    private void hash(HashRequest request, StreamObserver<HashResponse> observer) {
        new HashRun<HashResponse>(
                        core,
                        0,
                        observer,
                        result -> HashResponse.newBuilder()
                                .setHeader(core.headers().at(result.current()))
                                .setHash(result.hash())
                                .build())
                .begin();
    }

    private void hashKV(HashKVRequest request, StreamObserver<HashKVResponse> observer) {
        long floor = core.ports().maintenance().status().compactedRevision();
        new HashRun<HashKVResponse>(
                        core,
                        Math.max(0, request.getRevision()),
                        observer,
                        result -> HashKVResponse.newBuilder()
                                .setHeader(core.headers().at(result.current()))
                                .setHash(result.hash())
                                // etcd says -1 as long as nothing was compacted.
                                .setCompactRevision(floor == 0 ? -1 : floor)
                                .setHashRevision(result.revision())
                                .build())
                .begin();
    }

    private void snapshot(SnapshotRequest request, StreamObserver<SnapshotResponse> observer) {
        new SnapshotRun(core, (ServerCallStreamObserver<SnapshotResponse>) observer).begin();
    }

    private void moveLeader(MoveLeaderRequest request, StreamObserver<MoveLeaderResponse> observer) {
        NodeStatus status = core.ports().maintenance().status();
        String target = core.ports().cluster().describe().members().stream()
                .map(Member::node)
                .filter(node -> Headers.idOf(node) == request.getTargetID())
                .findFirst()
                .orElse(null);
        if (status.role() != Member.Role.LEADER) {
            Reply.refuse(observer, EtcdError.NOT_LEADER.status());
        } else if (target == null) {
            Reply.refuse(observer, EtcdError.BAD_TRANSFEREE.status());
        } else {
            core.ports().maintenance().operations().handOver(target, core.deadline(), new HandOver(observer));
        }
    }

    /** Says how it went. */
    private final class HandOver implements Answer<String> {
        private final StreamObserver<MoveLeaderResponse> observer;

        HandOver(StreamObserver<MoveLeaderResponse> observer) {
            this.observer = observer;
        }

        @Override
        public void answered(String leader) {
            Reply.send(
                    observer,
                    MoveLeaderResponse.newBuilder()
                            .setHeader(core.headers().now())
                            .build());
        }

        @Override
        public void failed(Failure failure) {
            Reply.refuse(
                    observer,
                    switch (failure.code()) {
                        case NOT_LEADER -> EtcdError.NOT_LEADER.status();
                        case MALFORMED -> EtcdError.BAD_TRANSFEREE.status();
                        default -> Statuses.of(failure);
                    });
        }
    }

    private void downgrade(DowngradeRequest request, StreamObserver<DowngradeResponse> observer) {
        Reply.refuse(observer, Unsupported.of("there is no other release to go down to by way of etcd's protocol"));
    }
}
