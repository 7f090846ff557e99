package io.holdfast.it.workload;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.holdfast.wire.ClientFrame;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import io.holdfast.wire.SessionMethod;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** One stream to exactly one node, without the client library's routing: says what that node says. */
public final class RawSession implements AutoCloseable {
    private final ManagedChannel channel;
    private final ClientCall<ClientFrame, ServerFrame> call;
    private final Map<Long, CompletableFuture<Result>> open = new ConcurrentHashMap<>();
    private final CompletableFuture<ServerFrame.Hello> hello = new CompletableFuture<>();
    private final CompletableFuture<Status> closed = new CompletableFuture<>();

    /** Opens a stream on {@code channel}, which it closes in the end, and says hello. */
    public RawSession(ManagedChannel channel) {
        this.channel = channel;
        this.call = channel.newCall(SessionMethod.DESCRIPTOR, CallOptions.DEFAULT);
        call.start(new Listener(), new Metadata());
        call.request(Integer.MAX_VALUE);
        call.sendMessage(new ClientFrame.Hello(1, 1, "raw", "test", Set.of()));
    }

    /** The server's hello; fails with the stream's status if it was refused. */
    public CompletableFuture<ServerFrame.Hello> hello() {
        return hello;
    }

    /** How the stream ended, once it has. */
    public CompletableFuture<Status> closed() {
        return closed;
    }

    /** Sends one operation; the result completes when it comes. */
    public CompletableFuture<Result> send(Request request) {
        CompletableFuture<Result> result = new CompletableFuture<>();
        open.put(request.id(), result);
        call.sendMessage(new ClientFrame.Requests(List.of(request)));
        return result;
    }

    @Override
    public void close() {
        call.cancel("test over", null);
        channel.shutdownNow();
    }

    private final class Listener extends ClientCall.Listener<ServerFrame> {
        @Override
        public void onMessage(ServerFrame frame) {
            if (frame instanceof ServerFrame.Hello answer) {
                hello.complete(answer);
            } else if (frame instanceof ServerFrame.Results results) {
                for (Result result : results.results()) {
                    CompletableFuture<Result> waiting = open.remove(result.id());
                    if (waiting != null) {
                        waiting.complete(result);
                    }
                }
            }
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            closed.complete(status);
            hello.completeExceptionally(status.asRuntimeException());
            open.values().forEach(result -> result.completeExceptionally(status.asRuntimeException()));
        }
    }
}
