package io.holdfast.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.holdfast.etcd.call.EtcdError;
import io.holdfast.etcd.proto.PutRequest;
import io.holdfast.etcd.proto.PutResponse;
import io.holdfast.etcd.proto.RangeRequest;
import io.holdfast.etcd.proto.RangeResponse;
import io.holdfast.server.port.Client;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The module's services over a real state, and a client that speaks etcd's protocol to them. */
final class EtcdFixture implements AutoCloseable {
    final FakeCore core = new FakeCore();
    final FakeClient client = new FakeClient();
    final ManagedChannel channel;

    private final Server server;
    private final List<ServerServiceDefinition> services;

    EtcdFixture() {
        this(new EtcdGatewayModule());
    }

    EtcdFixture(EtcdGatewayModule module) {
        services = module.services(core.ports());
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        services.forEach(builder::addService);
        builder.addTransportFilter(new ServerTransportFilter() {
            @Override
            public Attributes transportReady(Attributes attributes) {
                return attributes.toBuilder().set(Client.KEY, client).build();
            }
        });
        try {
            server = builder.directExecutor().build().start();
        } catch (IOException e) {
            throw new AssertionError("no port on the loopback", e);
        }
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .build();
    }

    static ByteString utf8(String text) {
        return ByteString.copyFromUtf8(text);
    }

    @SuppressWarnings("unchecked")
    private <A, B> MethodDescriptor<A, B> method(String name) {
        return (MethodDescriptor<A, B>) services.stream()
                .flatMap(service -> service.getMethods().stream())
                .map(method -> method.getMethodDescriptor())
                .filter(method -> method.getFullMethodName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no method " + name));
    }

    /** Calls a method by its full name, such as {@code etcdserverpb.KV/Put}. */
    @SuppressWarnings("TypeParameterUnusedInFormals") // The method's name decides what it answers.
    <A extends Message, B extends Message> B call(String name, A request) {
        MethodDescriptor<A, B> method = method(name);
        return ClientCalls.blockingUnaryCall(
                channel, method, CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS), request);
    }

    /** The same by another way. */
    Message callBy(Channel by, CallOptions options, String name, Message request) {
        MethodDescriptor<Message, Message> method = method(name);
        return ClientCalls.blockingUnaryCall(by, method, options, request);
    }

    /** The status that a call is refused with. */
    <A extends Message> Status refused(String name, A request) {
        StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, () -> call(name, request));
        assertThat(refusal).as(name + " of " + request).isNotNull();
        return refusal.getStatus();
    }

    <A extends Message> void refusedWith(EtcdError error, String name, A request) {
        Status status = refused(name, request);
        assertThat(status.getCode()).isEqualTo(error.status().getCode());
        assertThat(status.getDescription()).isEqualTo(error.text());
    }

    /** A call whose answers, and whose end, are taken one by one. */
    <A extends Message, B extends Message> Conversation<A, B> open(String name) {
        return open(name, channel, CallOptions.DEFAULT);
    }

    /** The same by another way. */
    <A extends Message, B extends Message> Conversation<A, B> open(String name, Channel by, CallOptions options) {
        MethodDescriptor<A, B> method = method(name);
        Conversation<A, B> conversation = new Conversation<>();
        conversation.requests = ClientCalls.asyncBidiStreamingCall(by.newCall(method, options), conversation);
        return conversation;
    }

    /** A channel whose calls want a leader. */
    Channel wantingALeader() {
        Metadata wanted = new Metadata();
        wanted.put(Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER), "true");
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(wanted));
    }

    /** One request whose answers are taken one by one. */
    <A extends Message, B extends Message> Conversation<A, B> ask(String name, A request) {
        MethodDescriptor<A, B> method = method(name);
        Conversation<A, B> conversation = new Conversation<>();
        conversation.call = channel.newCall(method, CallOptions.DEFAULT);
        ClientCalls.asyncServerStreamingCall(conversation.call, request, conversation);
        return conversation;
    }

    PutResponse put(String key, String value) {
        return call(
                "etcdserverpb.KV/Put",
                PutRequest.newBuilder().setKey(utf8(key)).setValue(utf8(value)).build());
    }

    RangeResponse get(String key) {
        return call(
                "etcdserverpb.KV/Range",
                RangeRequest.newBuilder().setKey(utf8(key)).build());
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
        try {
            // The ends of calls reach the hub, which must still be there.
            server.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        core.close();
    }

    /** What comes by a stream. */
    static final class Conversation<A, B> implements StreamObserver<B> {
        private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();

        /** Where to send to; only of streams in both directions. */
        @SuppressWarnings("NullAway.Init")
        StreamObserver<A> requests;

        /** To be cancelled; only of one request with many answers. */
        @SuppressWarnings("NullAway.Init")
        ClientCall<A, B> call;

        @SuppressWarnings("unchecked")
        B next() throws InterruptedException {
            Object next = heard.poll(20, TimeUnit.SECONDS);
            assertThat(next).as("the next answer").isNotNull().isNotInstanceOf(Status.class);
            return (B) next;
        }

        Status end() throws InterruptedException {
            Object next = heard.poll(20, TimeUnit.SECONDS);
            assertThat(next).as("the end").isInstanceOf(Status.class);
            return (Status) next;
        }

        boolean isSilent() {
            return heard.isEmpty();
        }

        @Override
        public void onNext(B message) {
            heard.add(message);
        }

        @Override
        public void onError(Throwable error) {
            heard.add(Status.fromThrowable(error));
        }

        @Override
        public void onCompleted() {
            heard.add(Status.OK);
        }
    }
}
