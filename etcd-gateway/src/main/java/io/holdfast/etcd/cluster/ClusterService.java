package io.holdfast.etcd.cluster;

import io.grpc.ServerServiceDefinition;
import io.grpc.stub.StreamObserver;
import io.holdfast.etcd.call.Core;
import io.holdfast.etcd.call.Headers;
import io.holdfast.etcd.call.Reply;
import io.holdfast.etcd.call.ServiceMethods;
import io.holdfast.etcd.proto.ClusterProto;
import io.holdfast.etcd.proto.Member;
import io.holdfast.etcd.proto.MemberAddRequest;
import io.holdfast.etcd.proto.MemberAddResponse;
import io.holdfast.etcd.proto.MemberListRequest;
import io.holdfast.etcd.proto.MemberListResponse;
import io.holdfast.etcd.proto.MemberPromoteRequest;
import io.holdfast.etcd.proto.MemberPromoteResponse;
import io.holdfast.etcd.proto.MemberRemoveRequest;
import io.holdfast.etcd.proto.MemberRemoveResponse;
import io.holdfast.etcd.proto.MemberUpdateRequest;
import io.holdfast.etcd.proto.MemberUpdateResponse;

/** {@code etcdserverpb.Cluster}: the members as this node's configuration has them; they are not changed this way. */
public final class ClusterService {
    private static final String FIXED = "members are not changed by way of etcd's protocol";

    private final Core core;

    /** The service over this core. */
    public ClusterService(Core core) {
        this.core = core;
    }

    /** The service. */
    public ServerServiceDefinition definition() {
        return new ServiceMethods(ClusterProto.getDescriptor(), "Cluster")
                .unary(
                        "MemberAdd",
                        MemberAddRequest.getDefaultInstance(),
                        MemberAddResponse.getDefaultInstance(),
                        this::memberAdd)
                .unary(
                        "MemberRemove",
                        MemberRemoveRequest.getDefaultInstance(),
                        MemberRemoveResponse.getDefaultInstance(),
                        this::memberRemove)
                .unary(
                        "MemberUpdate",
                        MemberUpdateRequest.getDefaultInstance(),
                        MemberUpdateResponse.getDefaultInstance(),
                        this::memberUpdate)
                .unary(
                        "MemberList",
                        MemberListRequest.getDefaultInstance(),
                        MemberListResponse.getDefaultInstance(),
                        this::memberList)
                .unary(
                        "MemberPromote",
                        MemberPromoteRequest.getDefaultInstance(),
                        MemberPromoteResponse.getDefaultInstance(),
                        this::memberPromote)
                .definition();
    }

    private void memberList(MemberListRequest request, StreamObserver<MemberListResponse> observer) {
        MemberListResponse.Builder response =
                MemberListResponse.newBuilder().setHeader(core.headers().now());
        core.ports()
                .cluster()
                .describe()
                .members()
                .forEach(member -> response.addMembers(Member.newBuilder()
                        .setID(Headers.idOf(member.node()))
                        .setName(member.node())
                        .addPeerURLs("https://" + member.peerAddress())
                        .addClientURLs("https://" + member.clientAddress())
                        .setIsLearner(member.role() == io.holdfast.model.Member.Role.LISTENER)));
        Reply.send(observer, response.build());
    }

    private void memberAdd(MemberAddRequest request, StreamObserver<MemberAddResponse> observer) {
        Reply.refuse(observer, Unsupported.of(FIXED));
    }

    private void memberRemove(MemberRemoveRequest request, StreamObserver<MemberRemoveResponse> observer) {
        Reply.refuse(observer, Unsupported.of(FIXED));
    }

    private void memberUpdate(MemberUpdateRequest request, StreamObserver<MemberUpdateResponse> observer) {
        Reply.refuse(observer, Unsupported.of(FIXED));
    }

    private void memberPromote(MemberPromoteRequest request, StreamObserver<MemberPromoteResponse> observer) {
        Reply.refuse(observer, Unsupported.of(FIXED));
    }
}
