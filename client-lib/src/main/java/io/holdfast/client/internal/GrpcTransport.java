package io.holdfast.client.internal;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.holdfast.model.Limits;
import io.holdfast.wire.ClientFrame;
import io.holdfast.wire.ServerFrame;
import io.holdfast.wire.SessionMethod;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Streams over gRPC on the client's event loop. Each stream has a channel of its own: pauses, retries and the choice of
 * the node are the router's business, and a new channel resolves the host anew.
 */
final class GrpcTransport implements Transport {
    /** Frames the transport may read ahead of us. */
    private static final int READ_AHEAD = 4;

    /** The window of a stream: replies of a full batch must not wait for window updates. */
    private static final int FLOW_CONTROL_WINDOW = 4 << 20;

    private final Loop loop;
    private final EventLoop eventLoop;
    private final SslContext tls;
    private final StreamEnd streamEnd;
    private final Executor resolver;
    private final Settings settings;
    private final Set<ManagedChannel> channels = ConcurrentHashMap.newKeySet();

    /**
     * A transport.
     *
     * @param resolver runs the blocking look-ups of host names
     */
    GrpcTransport(
            Settings settings, Loop loop, EventLoop eventLoop, SslContext tls, StreamEnd streamEnd, Executor resolver) {
        this.settings = settings;
        this.loop = loop;
        this.eventLoop = eventLoop;
        this.tls = tls;
        this.streamEnd = streamEnd;
        this.resolver = resolver;
    }

    @Override
    public Stream open(Address address, Listener listener) {
        int connectMillis =
                (int) Math.min(TimeUnit.NANOSECONDS.toMillis(settings.connectTimeoutNanos()) + 1, Integer.MAX_VALUE);
        // The scheme by name: gRPC would take a host called "unix" for one.
        ManagedChannel channel = NettyChannelBuilder.forTarget("dns:///" + address)
                .eventLoopGroup(eventLoop)
                .channelType(EventLoops.channelType())
                .sslContext(tls)
                // Callbacks stay on the event loop; the default executor costs many times the operation itself.
                .directExecutor()
                .offloadExecutor(resolver)
                // The environment's HTTP proxy is not for us.
                .proxyDetector(target -> null)
                .disableRetry()
                .disableServiceConfigLookUp()
                .maxInboundMessageSize(Limits.MAX_FRAME_BYTES)
                .flowControlWindow(FLOW_CONTROL_WINDOW)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillis)
                .userAgent("holdfast-client/" + settings.version())
                .build();
        channels.add(channel);
        ClientCall<ClientFrame, ServerFrame> call = channel.newCall(SessionMethod.DESCRIPTOR, CallOptions.DEFAULT);
        GrpcStream stream = new GrpcStream(channel, call);
        call.start(new CallListener(stream, listener), new Metadata());
        call.request(READ_AHEAD);
        return stream;
    }

    private void drop(ManagedChannel channel) {
        channel.shutdownNow();
        channels.removeIf(ManagedChannel::isTerminated);
    }

    /** Waits until every connection is gone, at most {@code nanos}. Not on the loop. */
    void awaitEnd(long nanos) throws InterruptedException {
        long until = System.nanoTime() + nanos;
        for (ManagedChannel channel : channels) {
            channel.shutdownNow();
            channel.awaitTermination(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
    }

    private final class GrpcStream implements Stream {
        private final ManagedChannel channel;
        private final ClientCall<ClientFrame, ServerFrame> call;
        private boolean aborted;

        GrpcStream(ManagedChannel channel, ClientCall<ClientFrame, ServerFrame> call) {
            this.channel = channel;
            this.call = call;
        }

        @Override
        public void send(ClientFrame frame) {
            if (!aborted) {
                call.sendMessage(frame);
            }
        }

        @Override
        public boolean writable() {
            return call.isReady();
        }

        @Override
        public void abort() {
            aborted = true;
            call.cancel("given up by the client", null);
            drop(channel);
        }
    }

    /** Brings what gRPC says onto the loop, never from within a call to it. */
    private final class CallListener extends ClientCall.Listener<ServerFrame> {
        private final GrpcStream stream;
        private final Listener listener;
        private final AtomicInteger queued = new AtomicInteger();

        CallListener(GrpcStream stream, Listener listener) {
            this.stream = stream;
            this.listener = listener;
        }

        @Override
        public void onMessage(ServerFrame frame) {
            // A frame may overtake none that still waits for the loop.
            if (loop.inLoop() && queued.get() == 0) {
                receive(frame);
            } else {
                queued.incrementAndGet();
                loop.execute(() -> {
                    queued.decrementAndGet();
                    receive(frame);
                });
            }
        }

        private void receive(ServerFrame frame) {
            if (!stream.aborted) {
                listener.received(frame);
                // Last: it may bring the next frame before it returns.
                stream.call.request(1);
            }
        }

        @Override
        public void onReady() {
            loop.execute(() -> {
                if (!stream.aborted) {
                    listener.writable();
                }
            });
        }

        @Override
        public void onClose(Status status, @Nullable Metadata trailers) {
            loop.execute(() -> {
                if (!stream.aborted) {
                    stream.aborted = true;
                    drop(stream.channel);
                    listener.closed(streamEnd.explain(status));
                }
            });
        }
    }
}
