package io.holdfast.server.gateway;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.holdfast.model.Limits;
import io.holdfast.server.config.ServerConfig.GatewayBounds;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.port.Client;
import io.holdfast.server.port.ClusterView;
import io.holdfast.server.port.GatewayModule;
import io.holdfast.server.port.GatewayModule.Ports;
import io.holdfast.server.port.HttpRoutes;
import io.holdfast.server.trace.SlowRequests;
import io.holdfast.tls.LiveMaterial;
import io.holdfast.tls.Principal;
import io.holdfast.wire.PeerMethod;
import io.holdfast.wire.SessionMethod;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * The client port of one node: the native stream and whatever the gateway modules bring, behind mutual TLS and the
 * access rules.
 *
 * <p>Safe for any thread. Everything it is asked to do on an event loop returns at once.
 */
public final class Gateway implements AutoCloseable {
    /** A frame and gRPC's own prefix, and enough more that an oversized frame is refused by name and not by a reset. */
    private static final int MAX_MESSAGE_BYTES = Limits.MAX_FRAME_BYTES + (1 << 16);

    /** What a peer may send unread, per stream: a frame of some thousand operations, without waiting for a window. */
    private static final int FLOW_CONTROL_BYTES = 2 << 20;

    /** A native client needs one call; one of etcd's has a call for each operation in flight. */
    private static final int MAX_CALLS_PER_CONNECTION = 1_024;

    private static final int MAX_METADATA_BYTES = 16 << 10;

    /** A client may ping this often; more often and its connection is closed ("too many pings"). */
    private static final long CLIENT_PING_SECONDS = 5;

    /** We ping a silent client after so long, and give it up when it does not answer. */
    private static final long SERVER_PING_SECONDS = 20;

    private static final long SERVER_PING_TIMEOUT_SECONDS = 10;
    private static final long IDLE_CONNECTION_MINUTES = 10;
    private static final int BACKLOG = 1024;

    /** How often the ages of streams are looked at. */
    private static final long SWEEP_MILLIS = 250;

    /** How long clients get to leave by themselves after a go-away, before idle streams are ended for them. */
    private static final Duration LEAVING = Duration.ofSeconds(1);

    private final Server server;
    private final EventLoops loops;
    private final LargeChecks checks;
    private final Sessions sessions;
    private final Accounts accounts;
    private final List<HttpRoutes> routes;
    private final ClusterView.Registration leaderChanges;

    private Gateway(
            Server server,
            EventLoops loops,
            LargeChecks checks,
            Sessions sessions,
            Accounts accounts,
            List<HttpRoutes> routes,
            ClusterView.Registration leaderChanges) {
        this.server = server;
        this.loops = loops;
        this.checks = checks;
        this.sessions = sessions;
        this.accounts = accounts;
        this.routes = routes;
        this.leaderChanges = leaderChanges;
    }

    /**
     * Who this port speaks for.
     *
     * @param cluster the cluster's name
     * @param node this node's id
     * @param version this server's release
     */
    public record Identity(String cluster, String node, String version) {}

    /**
     * How connections are secured, and how long they last.
     *
     * @param context demands a client certificate of the cluster's authority, and offers h2 by ALPN
     * @param material what the context is made of, at each time
     * @param renewWithin how long after a change of the material every client was asked to connect anew
     * @param maxConnectionAge a client is asked to connect anew before this time is over; zero for never
     */
    public record Security(
            SslContext context, LiveMaterial material, Duration renewWithin, Duration maxConnectionAge) {}

    /**
     * Opens the port.
     *
     * @param address where to listen; port 0 picks a free one
     * @param ports the core
     * @param peers the service nodes ask each other, open to node certificates only
     * @param modules what else to serve here, to clients
     * @param slow hears of requests that took long
     * @throws IOException if the address cannot be bound
     * @throws IllegalArgumentException if a module offers a service that is taken
     */
    public static Gateway start(
            InetSocketAddress address,
            Security security,
            Identity identity,
            GatewayBounds bounds,
            Ports ports,
            ServerServiceDefinition peers,
            List<GatewayModule> modules,
            ServerMetrics metrics,
            SlowRequests slow)
            throws IOException {
        LargeChecks checks = new LargeChecks();
        Sessions sessions = new Sessions(slow, checks);
        Connections connections = new Connections(bounds, metrics);
        Renewal renewal = new Renewal(security, sessions);
        List<HttpRoutes> routes = new ArrayList<>();
        List<ServerServiceDefinition> moduleServices = services(modules, ports, routes);
        EventLoops loops = EventLoops.start(bounds.eventLoops(), connections.farEnds()::watch);
        NettyServerBuilder builder = NettyServerBuilder.forAddress(address)
                .channelType(loops.channel())
                .bossEventLoopGroup(loops.boss())
                .workerEventLoopGroup(loops.workers())
                .sslContext(security.context())
                // Handlers never block, and a hop to another thread costs more than all they do.
                .directExecutor()
                .addTransportFilter(connections)
                .intercept(new AccessInterceptor(
                        new AccessRules(identity.cluster(), names(moduleServices)),
                        metrics,
                        security.material(),
                        renewal))
                .addService(SessionService.definition(ports, identity, bounds, metrics, sessions, renewal))
                .addService(peers)
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .maxInboundMetadataSize(MAX_METADATA_BYTES)
                .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
                .flowControlWindow(FLOW_CONTROL_BYTES)
                .handshakeTimeout(bounds.handshakeTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveTime(CLIENT_PING_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .keepAliveTime(SERVER_PING_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(SERVER_PING_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .maxConnectionIdle(IDLE_CONNECTION_MINUTES, TimeUnit.MINUTES)
                .withOption(ChannelOption.SO_BACKLOG, BACKLOG)
                .withOption(ChannelOption.SO_REUSEADDR, true)
                .withChildOption(ChannelOption.TCP_NODELAY, true)
                // Not to be half-closed, but to be told of a FIN: FarEnd closes then.
                .withChildOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        moduleServices.forEach(builder::addService);
        if (!security.maxConnectionAge().isZero()) {
            // For whoever is no native stream, or does not leave when asked to.
            builder.maxConnectionAge(security.maxConnectionAge().toMillis(), TimeUnit.MILLISECONDS)
                    .maxConnectionAgeGrace(StreamAge.GRACE.toMillis(), TimeUnit.MILLISECONDS);
        }
        Server server;
        try {
            server = builder.build().start();
        } catch (IOException e) {
            loops.close();
            checks.close();
            throw e;
        }
        metrics.gauge("connections.open.count", "Client connections open now", connections::open);
        metrics.gauge("principals.open.count", "Client identities connected now", connections::principals);
        metrics.gauge(
                "operations.open.count",
                "Operations of clients taken up and not answered",
                connections.accounts()::operations);
        metrics.gauge("operations.open.bytes", "Bytes of their commands", connections.accounts()::bytes);
        metrics.gauge(
                "answers.waiting.bytes", "Bytes of answers that clients have not taken", sessions.unsent()::bytes);
        metrics.gauge("streams.open.count", "Native streams open now", sessions::count);
        loops.boss().scheduleWithFixedDelay(renewal::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        return new Gateway(
                server,
                loops,
                checks,
                sessions,
                connections.accounts(),
                List.copyOf(routes),
                ports.cluster().onLeaderChange(leader -> sessions.leaderChanged()));
    }

    /** The port it listens on. */
    public int port() {
        return server.getPort();
    }

    /** What the modules serve by HTTP. */
    public List<HttpRoutes> routes() {
        return routes;
    }

    /** What a principal has open on this node, for whoever takes up operations of its by another way than this port. */
    public Client client(Principal principal) {
        return accounts.of(principal);
    }

    /** What carries it: {@code epoll} or {@code nio}. */
    public String transport() {
        return loops.transport();
    }

    /** The ways out of the open native streams. */
    List<Outbox> outboxes() {
        List<Outbox> open = new ArrayList<>();
        sessions.forEach(session -> open.add(session.outbox()));
        return open;
    }

    /** Tells every client to go elsewhere; whatever they still send is served while this port is open. */
    public void goAway(String why) {
        sessions.goAway(why);
    }

    /**
     * Lets the clients leave, answers what is open, then closes the port; after {@code patience} whatever is left is
     * cut off. Call {@link #goAway} first.
     *
     * @return whether every stream ended by itself
     */
    public boolean drain(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean left = false;
        try {
            left = sessions.awaitNone(patience.compareTo(LEAVING) < 0 ? patience : LEAVING);
            if (!left) {
                sessions.finish();
                left = sessions.awaitNone(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
        return left;
    }

    /** Closes the port and cuts every connection at once. */
    @Override
    public void close() {
        leaderChanges.close();
        server.shutdownNow();
        loops.close();
        checks.close();
    }

    private static List<ServerServiceDefinition> services(
            List<GatewayModule> modules, Ports ports, List<HttpRoutes> routes) {
        Set<String> taken = new TreeSet<>(Set.of(SessionMethod.SERVICE, PeerMethod.SERVICE));
        List<ServerServiceDefinition> services = new ArrayList<>();
        for (GatewayModule module : modules) {
            List<ServerServiceDefinition> offered = module.services(ports);
            routes.addAll(module.routes(ports, offered));
            for (ServerServiceDefinition service : offered) {
                String name = service.getServiceDescriptor().getName();
                if (!taken.add(name)) {
                    throw new IllegalArgumentException(
                            "gateway module " + module.name() + " offers " + name + ", which is taken");
                }
                services.add(service);
            }
        }
        return services;
    }

    private static Set<String> names(List<ServerServiceDefinition> services) {
        Set<String> names = new TreeSet<>();
        services.forEach(service -> names.add(service.getServiceDescriptor().getName()));
        return names;
    }
}
