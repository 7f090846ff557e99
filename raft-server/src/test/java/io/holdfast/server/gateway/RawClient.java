package io.holdfast.server.gateway;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.holdfast.model.Bytes;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.Put;
import io.holdfast.wire.ClientFrame;
import io.holdfast.wire.CommandCodec;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import io.holdfast.wire.SessionMethod;
import io.holdfast.wire.WireCodec;
import io.netty.handler.ssl.SslContext;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One native stream in the rawest form: it sends bytes and keeps what comes back. */
public final class RawClient implements AutoCloseable {
    private static final MethodDescriptor<byte[], ServerFrame> METHOD = SessionMethod.DESCRIPTOR.toBuilder(
                    new MethodDescriptor.Marshaller<byte[]>() {
                        @Override
                        public InputStream stream(byte[] value) {
                            return new ByteArrayInputStream(value);
                        }

                        @Override
                        public byte[] parse(InputStream stream) {
                            throw new UnsupportedOperationException();
                        }
                    },
                    SessionMethod.DESCRIPTOR.getResponseMarshaller())
            .build();

    private final ManagedChannel channel;
    private final ClientCall<byte[], ServerFrame> call;
    private final BlockingQueue<ServerFrame> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Status> closed = new CompletableFuture<>();
    private final int requested;

    /** Begins another stream on the same connection and waits for its end. */
    Status another() {
        CompletableFuture<Status> end = new CompletableFuture<>();
        channel.newCall(METHOD, CallOptions.DEFAULT)
                .start(
                        new ClientCall.Listener<>() {
                            @Override
                            public void onClose(Status status, Metadata trailers) {
                                end.complete(status);
                            }
                        },
                        new Metadata());
        return end.orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** Opens a stream; {@code tls} null speaks plaintext; asks for {@code requested} frames to begin with. */
    public RawClient(int port, @Nullable SslContext tls, int requested) {
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .directExecutor();
        channel = (tls == null ? builder.usePlaintext() : builder.sslContext(tls)).build();
        call = channel.newCall(METHOD, CallOptions.DEFAULT);
        this.requested = requested;
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(ServerFrame frame) {
                        frames.add(frame);
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        closed.complete(status);
                    }
                },
                new Metadata());
        if (requested > 0) {
            call.request(requested);
        }
    }

    public RawClient(int port, @Nullable SslContext tls) {
        this(port, tls, 1_000_000);
    }

    static ClientFrame.Hello hello() {
        return new ClientFrame.Hello(1, 1, "raw", "0", Set.of("nothing-known"));
    }

    /** Says hello and returns the answer. */
    public ServerFrame.Hello greet() throws InterruptedException {
        send(hello());
        if (requested == 0) {
            call.request(1);
        }
        return next(ServerFrame.Hello.class);
    }

    void send(ClientFrame frame) {
        send(WireCodec.encode(frame));
    }

    void send(byte[] bytes) {
        call.sendMessage(bytes);
    }

    public void send(Request... requests) {
        send(new ClientFrame.Requests(List.of(requests)));
    }

    void request(int count) {
        call.request(count);
    }

    void halfClose() {
        call.halfClose();
    }

    void cancel() {
        call.cancel("the test says so", null);
    }

    public static Request put(long id, String key) {
        return put(id, key, 0, Bytes.utf8("value"));
    }

    public static Request put(long id, String key, int timeoutMillis, Bytes value) {
        Put put = new Put(Bytes.utf8(key), value);
        return new Request.Write(id, timeoutMillis, new EncodedCommand(put, CommandCodec.encode(put)));
    }

    public static Request[] puts(int from, int count) {
        Request[] puts = new Request[count];
        for (int i = 0; i < count; i++) {
            puts[i] = put(from + i, "key" + (from + i));
        }
        return puts;
    }

    public <T extends ServerFrame> T next(Class<T> kind) throws InterruptedException {
        ServerFrame frame = frames.poll(10, TimeUnit.SECONDS);
        if (frame == null) {
            throw new AssertionError("no " + kind.getSimpleName() + " came; the stream is " + closed.getNow(Status.OK));
        }
        return kind.cast(frame);
    }

    /** The next so many results, whatever frames they come in. */
    public List<Result> results(int count) throws InterruptedException {
        List<Result> results = new ArrayList<>();
        while (results.size() < count) {
            results.addAll(next(ServerFrame.Results.class).results());
        }
        return results;
    }

    int framesWaiting() {
        return frames.size();
    }

    public Status end() {
        try {
            return closed.get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("the stream did not end", e);
        }
    }

    boolean ended() {
        return closed.isDone();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
