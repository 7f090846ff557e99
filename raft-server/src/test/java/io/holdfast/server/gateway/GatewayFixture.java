package io.holdfast.server.gateway;

import io.grpc.ServerServiceDefinition;
import io.holdfast.server.Pki;
import io.holdfast.server.config.ServerConfig.GatewayBounds;
import io.holdfast.server.config.ServerConfig.PrincipalBounds;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.port.GatewayModule;
import io.holdfast.server.trace.SlowRequests;
import io.holdfast.server.trace.Waits;
import io.holdfast.tls.LiveMaterial;
import io.holdfast.tls.PostQuantum;
import io.holdfast.tls.Role;
import io.holdfast.tls.TlsMaterial;
import io.holdfast.tls.netty.NettyContexts;
import io.holdfast.wire.PeerMethod;
import io.holdfast.wire.PeerReply;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A gateway on a free port before a fake core, with mutual TLS, and raw clients of it. */
final class GatewayFixture implements AutoCloseable {
    static final int CREDIT = 4096;
    static final int OPEN_BYTES = 8 << 20;
    static final Duration SLOW = Duration.ofMillis(300);

    final FakeCore core = new FakeCore();
    final ServerMetrics metrics = new ServerMetrics();
    final SlowRequests slow = SlowRequests.start("n1", SLOW, (from, to) -> Waits.NONE);
    final Pki pki;
    final Gateway gateway;
    final LiveMaterial material;

    private final SslContext client;
    private final List<RawClient> clients = new ArrayList<>();

    GatewayFixture(Path folder, GatewayBounds bounds, List<GatewayModule> modules) throws Exception {
        pki = new Pki(folder, "demo");
        material = LiveMaterial.of(pki.material(Role.NODE, "n1"));
        client = NettyContexts.client(pki.material(Role.CLIENT, "app"));
        gateway = Gateway.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new Gateway.Security(
                        NettyContexts.server(material, PostQuantum.PREFER),
                        material,
                        Duration.ofSeconds(1),
                        Duration.ofDays(1)),
                new Gateway.Identity("demo", "n1", "1.2.3"),
                bounds,
                core.ports(),
                peers(),
                modules,
                metrics,
                slow);
    }

    static GatewayFixture start(Path folder) throws Exception {
        return new GatewayFixture(folder, bounds(10, CREDIT), List.of());
    }

    static GatewayBounds bounds(int connections, int credit) {
        return bounds(connections, credit, new PrincipalBounds(connections, Integer.MAX_VALUE, Integer.MAX_VALUE));
    }

    static GatewayBounds bounds(int connections, int credit, PrincipalBounds principal) {
        return new GatewayBounds(
                connections, credit, OPEN_BYTES, Duration.ofSeconds(10), Duration.ofSeconds(2), 1, principal);
    }

    /** A client with a good certificate, greeted. */
    RawClient greeted() throws InterruptedException {
        RawClient raw = connect(client);
        raw.greet();
        return raw;
    }

    /** The same, by another port that leads here. */
    RawClient greetedBy(int port) throws InterruptedException {
        RawClient raw = keep(new RawClient(port, client));
        raw.greet();
        return raw;
    }

    RawClient connect() {
        return connect(client);
    }

    RawClient connect(TlsMaterial material) throws Exception {
        return connect(NettyContexts.client(material));
    }

    RawClient connect(SslContext tls) {
        return keep(new RawClient(gateway.port(), tls));
    }

    /** A client that takes frames only when told to. */
    RawClient connectSlow() {
        return keep(new RawClient(gateway.port(), client, 0));
    }

    RawClient connectPlaintext() {
        return keep(new RawClient(gateway.port(), null));
    }

    private RawClient keep(RawClient raw) {
        clients.add(raw);
        return raw;
    }

    /** The way out of the one stream that is open. */
    Outbox onlyOutbox() {
        List<Outbox> open = gateway.outboxes();
        if (open.size() != 1) {
            throw new AssertionError(open.size() + " streams are open");
        }
        return open.get(0);
    }

    private static ServerServiceDefinition peers() {
        return ServerServiceDefinition.builder(PeerMethod.SERVICE)
                .addMethod(PeerMethod.IDENTIFY, io.grpc.stub.ServerCalls.asyncUnaryCall((request, observer) -> {
                    observer.onNext(PeerReply.Identified.of(PeerReply.Answer.EMPTY));
                    observer.onCompleted();
                }))
                .build();
    }

    @Override
    public void close() {
        clients.forEach(RawClient::close);
        gateway.close();
        slow.close();
    }
}
