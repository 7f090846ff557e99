package io.holdfast.server;

import io.holdfast.server.config.ServerConfig;
import io.holdfast.server.gateway.Gateway;
import io.holdfast.server.heap.HeapRoom;
import io.holdfast.server.heap.HeapShares;
import io.holdfast.server.heap.RoomyProposer;
import io.holdfast.server.metrics.RatisMetrics;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.ops.OpsServer;
import io.holdfast.server.port.GatewayModule;
import io.holdfast.server.port.GatewayModule.Ports;
import io.holdfast.server.port.Proposer;
import io.holdfast.server.raft.FailStop;
import io.holdfast.server.raft.NodeSecurity;
import io.holdfast.server.raft.RaftOptions;
import io.holdfast.server.raft.RatisNode;
import io.holdfast.server.snapshot.SnapshotOptions;
import io.holdfast.server.storage.DataDirectory;
import io.holdfast.server.storage.DirectoryException;
import io.holdfast.server.trace.SlowRequests;
import io.holdfast.tls.LiveMaterial;
import io.holdfast.tls.TlsException;
import io.holdfast.tls.TlsMaterial;
import io.holdfast.tls.netty.NettyContexts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server: the core, the client port and the operations port. Built and started by {@link #start}, ended by
 * {@link #stop}; it is not started twice.
 */
public final class HoldfastServer {
    private static final Logger LOG = LoggerFactory.getLogger(HoldfastServer.class);

    private final ServerConfig config;
    private final DataDirectory directory;
    private final RatisNode node;
    private final NodeLife life;
    private final Gateway gateway;
    private final OpsServer ops;
    private final ReadinessLog readiness;
    private final SlowRequests slow;

    private HoldfastServer(
            ServerConfig config,
            DataDirectory directory,
            RatisNode node,
            NodeLife life,
            Gateway gateway,
            OpsServer ops,
            ReadinessLog readiness,
            SlowRequests slow) {
        this.config = config;
        this.directory = directory;
        this.node = node;
        this.life = life;
        this.gateway = gateway;
        this.ops = ops;
        this.readiness = readiness;
        this.slow = slow;
    }

    /**
     * Builds and starts everything. Returns when the ports are open; the node joins its cluster after that, and
     * {@code /readyz} tells when it is done.
     *
     * @param failStop ends the process if the core cannot go on
     * @throws StartException if it cannot or must not start; whatever was opened is closed again
     */
    public static HoldfastServer start(ServerConfig config, FailStop failStop) throws StartException {
        Deque<Opened> opened = new ArrayDeque<>();
        try {
            SerialFilter.check();
            ServerMetrics metrics = new ServerMetrics();
            Certificates certificates = Certificates.load(config, metrics);
            InetAddress address = bindAddress(config);
            requireFree(address, config.self().peerPort());
            DataDirectory directory = DataDirectory.open(config.dataDir(), config.cluster(), config.node());
            opened.push(directory::close);
            RatisMetrics.insteadOfJmx();
            HeapRoom heap = new HeapRoom(config.node());
            RatisNode node = RatisNode.open(
                    raftOptions(config), directory, security(config, certificates), metrics, failStop, heap);
            opened.push(() -> node.stop(Duration.ZERO));
            NodeLife life = new NodeLife(node.maintenance(), heap);
            SlowRequests slow = SlowRequests.start(config.node(), config.slowRequestThreshold(), node.waits());
            opened.push(slow::close);
            Gateway gateway = openGateway(
                    config,
                    address,
                    certificates.live(),
                    node,
                    new RoomyProposer(node.proposer(), heap),
                    life,
                    metrics,
                    slow);
            opened.push(gateway::close);
            OpsServer ops = openOps(config, address, certificates.live(), node, life, metrics, gateway);
            opened.push(ops::close);
            logStart(config, gateway, ops, certificates.live().current());
            node.start();
            ReadinessLog readiness = ReadinessLog.start(life, addresses(config, gateway, ops), certificates, heap);
            NodeGauges.register(metrics, config, node, life, readiness, heap);
            return new HoldfastServer(config, directory, node, life, gateway, ops, readiness, slow);
        } catch (TlsException | DirectoryException | IllegalArgumentException e) {
            throw closing(opened, new StartException(String.valueOf(e.getMessage()), e));
        } catch (StartException e) {
            throw closing(opened, e);
        }
    }

    /** The port clients speak to. */
    public int clientPort() {
        return gateway.port();
    }

    /** The port of the operations server. */
    public int opsPort() {
        return ops.port();
    }

    /**
     * Stops gracefully: sends the clients away, hands leadership on, answers what is open, closes everything; within
     * about the configured stop timeout.
     */
    public void stop() {
        long deadline = System.nanoTime() + config.stopTimeout().toNanos();
        LOG.info("stopping node={} timeout={}", config.node(), config.stopTimeout());
        life.stopping();
        gateway.goAway("node " + config.node() + " is stopping");
        node.stop(config.stopTimeout().multipliedBy(2).dividedBy(3));
        boolean drained = gateway.drain(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        readiness.close();
        slow.close();
        ops.close();
        giveBack();
        LOG.info("stopped node={} drained={}", config.node(), drained);
    }

    /**
     * Ends at once, for all that clients and peers can tell like a process that was killed: nobody is told, nothing is
     * handed on, nothing open is answered. The data directory is given back, so that the node can be started again. For
     * tests that run servers in their own process.
     */
    public void halt() {
        LOG.info("halting node={}", config.node());
        gateway.close();
        node.stop(Duration.ZERO);
        readiness.close();
        slow.close();
        ops.close();
        giveBack();
    }

    private void giveBack() {
        try {
            directory.close();
        } catch (DirectoryException e) {
            LOG.warn("the data directory was not given back node={} cause=\"{}\"", config.node(), e.getMessage());
        }
    }

    private static InetAddress bindAddress(ServerConfig config) throws StartException {
        try {
            return InetAddress.getAllByName(config.bind())[0];
        } catch (UnknownHostException e) {
            throw new StartException("bind: " + config.bind() + " is no address of this machine: " + e.getMessage(), e);
        }
    }

    /** Raft binds its port late and on a thread of its own: better to find out here that somebody has it. */
    private static void requireFree(InetAddress address, int port) throws StartException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
        } catch (IOException e) {
            throw portRefused("peer", new InetSocketAddress(address, port), e);
        }
    }

    private static List<GatewayModule> modules() throws StartException {
        try {
            return ServiceLoader.load(GatewayModule.class).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList();
        } catch (ServiceConfigurationError e) {
            throw new StartException("a gateway module cannot be loaded: " + e.getMessage(), e);
        }
    }

    private static NodeSecurity security(ServerConfig config, Certificates certificates) {
        return new NodeSecurity(
                certificates.live(),
                config.tls().postQuantum(),
                config.tls().expiryWarning(),
                config.tls().renewWithin(),
                config.tls().maxConnectionAge());
    }

    private static RaftOptions raftOptions(ServerConfig config) {
        return new RaftOptions(
                config.cluster(),
                config.node(),
                config.bind(),
                config.members().stream()
                        .map(member -> new RaftOptions.MemberAddress(
                                member.id(), member.host(), member.clientPort(), member.peerPort()))
                        .toList(),
                config.election().timeoutMin(),
                config.election().timeoutMax(),
                new RaftOptions.ProposalLimits(
                        config.proposer().queueOperations(),
                        config.proposer().queueBytes(),
                        config.proposer().batchOperations(),
                        config.proposer().batchBytes(),
                        config.proposer().entriesInFlight()),
                config.reader().queue(),
                new RaftOptions.HistoryBounds(
                        config.history().maxAge(),
                        config.history().maxRevisions(),
                        config.history().maxBytes()),
                new SnapshotOptions(
                        config.snapshots().everyEntries(),
                        config.snapshots().everyBytes(),
                        config.snapshots().everyTime(),
                        config.snapshots().keep(),
                        config.snapshots().rate(),
                        Build.VERSION));
    }

    private static Gateway openGateway(
            ServerConfig config,
            InetAddress address,
            LiveMaterial material,
            RatisNode node,
            Proposer proposer,
            NodeLife life,
            ServerMetrics metrics,
            SlowRequests slow)
            throws TlsException, StartException {
        InetSocketAddress socket = new InetSocketAddress(address, config.self().clientPort());
        try {
            return Gateway.start(
                    socket,
                    new Gateway.Security(
                            NettyContexts.server(material, config.tls().postQuantum()),
                            material,
                            config.tls().renewWithin(),
                            config.tls().maxConnectionAge()),
                    new Gateway.Identity(config.cluster(), config.node(), Build.VERSION),
                    config.gateway(),
                    new Ports(
                            proposer,
                            node.reader(),
                            node.cluster(),
                            life,
                            node.leases(),
                            node.sessions(),
                            node.watches(),
                            node.locks(),
                            node.notices()),
                    node.peerService(),
                    modules(),
                    metrics,
                    slow);
        } catch (IOException e) {
            throw portRefused("client", socket, e);
        }
    }

    private static OpsServer openOps(
            ServerConfig config,
            InetAddress address,
            LiveMaterial material,
            RatisNode node,
            NodeLife life,
            ServerMetrics metrics,
            Gateway gateway)
            throws TlsException, StartException {
        InetSocketAddress socket = new InetSocketAddress(address, config.opsPort());
        try {
            return OpsServer.start(
                    socket,
                    material,
                    life,
                    metrics,
                    new OpsServer.About(
                            Build.VERSION,
                            NettyContexts.provider().name(),
                            gateway.transport(),
                            new OpsServer.KeyExchange(
                                    config.tls().postQuantum(),
                                    NettyContexts.hybrid(material.current()),
                                    node.hybridPeers())),
                    new OpsServer.Modules(gateway.routes(), gateway::client));
        } catch (IOException e) {
            throw portRefused("ops", socket, e);
        }
    }

    private static StartException portRefused(String which, InetSocketAddress socket, IOException cause) {
        Throwable reason = cause.getCause() == null ? cause : cause.getCause();
        return new StartException(
                which + " port " + socket.getAddress().getHostAddress() + ":" + socket.getPort() + " cannot be opened: "
                        + reason.getMessage() + "; is another server running there?",
                cause);
    }

    private static String addresses(ServerConfig config, Gateway gateway, OpsServer ops) {
        return "client=" + config.bind() + ":" + gateway.port() + " peer=" + config.bind() + ":"
                + config.self().peerPort() + " ops=" + config.bind() + ":" + ops.port();
    }

    private static void logStart(ServerConfig config, Gateway gateway, OpsServer ops, TlsMaterial material) {
        LOG.info(
                "starting node={} cluster={} version={} java={} heap={}MiB pid={} data={} {}",
                config.node(),
                config.cluster(),
                Build.VERSION,
                Runtime.version(),
                Runtime.getRuntime().maxMemory() >> 20,
                ProcessHandle.current().pid(),
                config.dataDir(),
                addresses(config, gateway, ops));
        String complaint = HeapShares.complaint(
                config.history().maxBytes(), config.proposer().queueBytes());
        if (!complaint.isEmpty()) {
            LOG.warn("HEAP SMALL node={} cause=\"{}\"", config.node(), complaint);
        }
        LOG.info(
                "tls node={} engine=\"{}\" transport={} certificate={} until={} pq={}",
                config.node(),
                NettyContexts.providerReason(),
                gateway.transport(),
                material.principal(),
                material.certificate().getNotAfter().toInstant(),
                config.tls().postQuantum().word());
    }

    /** Something that is open and can be closed again when a later step fails. */
    private interface Opened {
        void close() throws DirectoryException;
    }

    private static StartException closing(Deque<Opened> opened, StartException reason) {
        for (Opened each : opened) {
            try {
                each.close();
            } catch (DirectoryException e) {
                reason.addSuppressed(e);
            }
        }
        return reason;
    }
}
