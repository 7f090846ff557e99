package io.holdfast.benchmarks.etcd;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.holdfast.etcd.proto.PutRequest;
import io.holdfast.etcd.proto.PutResponse;
import io.holdfast.etcd.proto.RangeRequest;
import io.holdfast.etcd.proto.RangeResponse;
import io.holdfast.etcd.proto.StatusRequest;
import io.holdfast.etcd.proto.StatusResponse;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;

/** Connections to the leader of a cluster, as lean as gRPC has them: answers are heard on the event loop. */
final class EtcdChannels implements AutoCloseable {
    static final MethodDescriptor<PutRequest, PutResponse> PUT =
            unary("etcdserverpb.KV/Put", PutRequest.getDefaultInstance(), PutResponse.getDefaultInstance());
    static final MethodDescriptor<RangeRequest, RangeResponse> RANGE =
            unary("etcdserverpb.KV/Range", RangeRequest.getDefaultInstance(), RangeResponse.getDefaultInstance());
    private static final MethodDescriptor<StatusRequest, StatusResponse> STATUS = unary(
            "etcdserverpb.Maintenance/Status", StatusRequest.getDefaultInstance(), StatusResponse.getDefaultInstance());

    private final List<ManagedChannel> channels = new ArrayList<>();

    /** So many as planned. */
    EtcdChannels(Plan plan) {
        String leader = plan.endpoints().stream()
                .filter(endpoint -> leads(plan, endpoint))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nobody leads among " + plan.endpoints()));
        for (int i = 0; i < plan.connections(); i++) {
            channels.add(open(plan, leader));
        }
    }

    /** The connection of a call that is always under way. */
    ManagedChannel of(int call) {
        return channels.get(call % channels.size());
    }

    private static boolean leads(Plan plan, String endpoint) {
        ManagedChannel channel = open(plan, endpoint);
        try {
            StatusResponse status = ClientCalls.blockingUnaryCall(
                    channel, STATUS, CallOptions.DEFAULT.withWaitForReady(), StatusRequest.getDefaultInstance());
            return status.getLeader() == status.getHeader().getMemberId();
        } finally {
            channel.shutdownNow();
        }
    }

    private static ManagedChannel open(Plan plan, String endpoint) {
        try {
            return NettyChannelBuilder.forTarget("dns:///" + endpoint)
                    .overrideAuthority("localhost")
                    .sslContext(GrpcSslContexts.forClient()
                            .trustManager(plan.pki().resolve("ca.pem").toFile())
                            .keyManager(
                                    plan.pki().resolve("client.pem").toFile(),
                                    plan.pki().resolve("client.key").toFile())
                            .build())
                    .directExecutor()
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("no TLS with the certificates of " + plan.pki(), e);
        }
    }

    private static <A extends Message, B extends Message> MethodDescriptor<A, B> unary(
            String name, A request, B response) {
        return MethodDescriptor.<A, B>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(name)
                .setRequestMarshaller(ProtoUtils.marshaller(request))
                .setResponseMarshaller(ProtoUtils.marshaller(response))
                .build();
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
    }
}
