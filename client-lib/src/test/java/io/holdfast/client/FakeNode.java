package io.holdfast.client;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.holdfast.model.Leader;
import io.holdfast.model.Limits;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.tls.Role;
import io.holdfast.tls.TlsException;
import io.holdfast.tls.netty.NettyContexts;
import io.holdfast.wire.ClientFrame;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import io.holdfast.wire.SessionMethod;
import io.holdfast.wire.WatchRequest;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A node that speaks the native protocol over real mutual TLS and otherwise does what its script says. */
final class FakeNode implements AutoCloseable {
    /** What a node does. Called on a network thread; must not block. */
    interface Script {
        /** Requests came. */
        void requests(Connection connection, List<Request> requests);

        /** Watches are to begin or end; the default knows none. */
        default void watches(Connection connection, List<WatchRequest> requests) {}

        /** A client greeted; the default greets back as leader. */
        default void greeted(Connection connection) {
            connection.greetAsLeader();
        }
    }

    private final String node;
    private final Server server;
    private final int port;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<Connection> open = new CopyOnWriteArrayList<>();
    private volatile @Nullable Leader leader;
    private volatile int credit = 10_000;

    /** Whether openings of sessions are held back in {@link #held} until the test answers them. */
    volatile boolean holdsOpenings;

    final List<Runnable> held = new CopyOnWriteArrayList<>();
    final List<Long> closedSessions = new CopyOnWriteArrayList<>();

    private FakeNode(String node, int port, @Nullable SslContext tls, Script script) {
        this.node = node;
        ServerServiceDefinition service = ServerServiceDefinition.builder(SessionMethod.SERVICE)
                .addMethod(
                        SessionMethod.DESCRIPTOR,
                        ServerCalls.asyncBidiStreamingCall(replies -> accept(replies, script)))
                .build();
        try {
            NettyServerBuilder builder = NettyServerBuilder.forAddress(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                    .directExecutor()
                    .maxInboundMessageSize(Limits.MAX_FRAME_BYTES)
                    .addService(service);
            if (tls != null) {
                builder.sslContext(tls);
            }
            server = builder.build().start();
            this.port = server.getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static FakeNode start(String node, TestPki pki, Script script) {
        return start(node, 0, pki, script);
    }

    static FakeNode start(String node, int port, TestPki pki, Script script) {
        try {
            return new FakeNode(node, port, NettyContexts.server(pki.material(Role.NODE, node)), script);
        } catch (TlsException e) {
            throw new IllegalStateException(e);
        }
    }

    static FakeNode startWith(SslContext tls, Script script) {
        return new FakeNode("n1", 0, tls, script);
    }

    static FakeNode startPlaintext(Script script) {
        return new FakeNode("n1", 0, null, script);
    }

    private StreamObserver<ClientFrame> accept(StreamObserver<ServerFrame> replies, Script script) {
        connections.incrementAndGet();
        Connection connection = new Connection((ServerCallStreamObserver<ServerFrame>) replies);
        open.add(connection);
        return new StreamObserver<>() {
            @Override
            public void onNext(ClientFrame frame) {
                if (frame instanceof ClientFrame.Requests requests) {
                    for (Request request : requests.requests()) {
                        note(request);
                    }
                    List<Request> openings = holdsOpenings
                            ? requests.requests().stream()
                                    .filter(FakeNode::opens)
                                    .toList()
                            : List.of();
                    openings.forEach(opening -> held.add(() -> FakeSessions.keep(connection, List.of(opening))));
                    List<Request> rest = FakeSessions.keep(
                            connection,
                            requests.requests().stream()
                                    .filter(request -> !openings.contains(request))
                                    .toList());
                    if (!rest.isEmpty()) {
                        connection.frames.add(rest.size());
                        script.requests(connection, rest);
                    }
                } else if (frame instanceof ClientFrame.Watches watches) {
                    script.watches(connection, watches.requests());
                } else {
                    script.greeted(connection);
                }
            }

            @Override
            public void onError(Throwable thrown) {
                open.remove(connection);
            }

            @Override
            public void onCompleted() {
                open.remove(connection);
            }
        };
    }

    private static boolean opens(Request request) {
        return request instanceof Request.Write write && write.command().command() instanceof SessionCommand.Open;
    }

    private void note(Request request) {
        if (request instanceof Request.Write write && write.command().command() instanceof SessionCommand.Close close) {
            closedSessions.add(close.session());
        }
    }

    int port() {
        return port;
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    Leader asLeader(long term) {
        return new Leader(node, address(), term);
    }

    /** Whom this node names from here on; by default itself. */
    void follow(Leader named) {
        leader = named;
    }

    void credit(int operations) {
        credit = operations;
    }

    int connections() {
        return connections.get();
    }

    List<Connection> open() {
        return open;
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            if (!server.awaitTermination(5, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the fake node " + node + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One client's stream, seen from the node. */
    final class Connection {
        private final ServerCallStreamObserver<ServerFrame> replies;
        final List<Integer> frames = new CopyOnWriteArrayList<>();

        Connection(ServerCallStreamObserver<ServerFrame> replies) {
            this.replies = replies;
        }

        void greetAsLeader() {
            Leader named = leader;
            send(new ServerFrame.Hello(1, "test", "demo", node, Set.of(), credit, named == null ? asLeader(1) : named));
        }

        synchronized void send(ServerFrame frame) {
            replies.onNext(frame);
        }

        void results(List<Result> results) {
            send(new ServerFrame.Results(results));
        }

        synchronized void end(Status status) {
            replies.onError(status.asRuntimeException());
        }
    }
}
