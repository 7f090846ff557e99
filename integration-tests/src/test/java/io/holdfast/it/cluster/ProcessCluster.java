package io.holdfast.it.cluster;

import static org.awaitility.Awaitility.await;

import io.holdfast.client.HoldfastClient;
import io.holdfast.client.HoldfastClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/** A cluster of server processes on loopback, with mutual TLS, as a newcomer would have it. Used by one thread. */
public final class ProcessCluster implements AutoCloseable {
    /** The cluster's name, and so the trust domain of its certificates. */
    public static final String NAME = "it";

    private static final Duration READY = Duration.ofSeconds(60);
    private static final String LOOPBACK = "127.0.0.1";

    /** Where nodes behind relays listen: the relays have their ports on the address that everybody is told. */
    private static final String BEHIND = "127.0.0.2";

    /** What members behind {@link #way ways} are called: every process may have its own idea of where that is. */
    private static final String HOST = "localhost";

    private final Path directory;
    private final String bind;
    private final String host;
    private final Pki pki;
    private final List<NodeRelays> relays = new ArrayList<>();
    private final List<ServerProcess> nodes = new ArrayList<>();
    private final Operations operations;
    private int ways;

    private ProcessCluster(Path directory, String bind, String host, Pki pki) {
        this.directory = directory;
        this.bind = bind;
        this.host = host;
        this.pki = pki;
        this.operations = new Operations(pki.client("tester").material("tester"));
    }

    /** Prepares {@code size} nodes below {@code directory}, starts them and waits until all are ready. */
    public static ProcessCluster start(Path directory, int size) {
        ProcessCluster cluster = prepare(directory, size);
        cluster.startAll();
        return cluster;
    }

    /**
     * As {@link #start}, with a relay in front of every port of every node: nobody reaches a node but through them.
     * Aborts the test on machines whose loopback has but one address.
     */
    public static ProcessCluster startRelayed(Path directory, int size) {
        Assumptions.assumeTrue(isLocal(loopback(2)), "no " + BEHIND + " on this machine");
        ProcessCluster cluster = prepare(directory, BEHIND, LOOPBACK, size);
        for (ServerProcess node : cluster.nodes) {
            cluster.relays.add(new NodeRelays(relay(node.clientPort()), relay(node.peerPort()), relay(node.opsPort())));
        }
        cluster.startAll();
        return cluster;
    }

    /**
     * As {@link #start}, with members that go by a name instead of an address, so that a process can be given a {@link #way} of
     * its own to them. Aborts the test on machines whose loopback has but one address.
     */
    public static ProcessCluster startNamed(Path directory, int size) {
        Assumptions.assumeTrue(isLocal(loopback(2)), "no " + BEHIND + " on this machine");
        ProcessCluster cluster = prepare(directory, LOOPBACK, HOST, size);
        cluster.startAll();
        return cluster;
    }

    /** A way of its own to the nodes of {@link #startNamed} for one process, which closes it. */
    public PrivateWay way() {
        return PrivateWay.open(directory.resolve("way-" + ways), HOST, ++ways, nodes);
    }

    /** Prepares {@code size} nodes below {@code directory} without starting them. */
    public static ProcessCluster prepare(Path directory, int size) {
        return prepare(directory, LOOPBACK, LOOPBACK, size);
    }

    private static ProcessCluster prepare(Path directory, String bind, String host, int size) {
        ProcessCluster cluster = new ProcessCluster(directory, bind, host, Pki.init(directory.resolve("pki"), NAME));
        List<Integer> ports = FreePorts.take(3 * size);
        for (int i = 0; i < size; i++) {
            String id = "n" + (i + 1);
            cluster.pki.node(id);
            cluster.nodes.add(new ServerProcess(
                    id, directory.resolve(id), ports.get(3 * i), ports.get(3 * i + 1), ports.get(3 * i + 2)));
        }
        for (ServerProcess node : cluster.nodes) {
            cluster.configure(node, node.node(), node.node(), NAME);
        }
        return cluster;
    }

    /** A second process with a node's own configuration but ports and output of its own; not part of the cluster. */
    public ServerProcess twin(ServerProcess node, String folder) {
        List<Integer> ports = FreePorts.take(3);
        ServerProcess twin = new ServerProcess(
                node.node(), node.directory().resolve(folder), ports.get(0), ports.get(1), ports.get(2));
        String configuration = read(node.configuration())
                .replace("data-dir: data", "data-dir: " + node.directory().resolve("data"))
                .replace("client-port: " + node.clientPort(), "client-port: " + twin.clientPort())
                .replace("peer-port: " + node.peerPort(), "peer-port: " + twin.peerPort())
                .replace("ops-port: " + node.opsPort(), "ops-port: " + twin.opsPort());
        write(twin.configuration(), configuration);
        return twin;
    }

    /** Writes a node's configuration, under whatever names a test wants it to claim. */
    public void configure(ServerProcess node, String id, String certificate, String clusterName) {
        String members = nodes.stream()
                .map(member -> "  - {id: " + member.node() + ", host: " + host + ", client-port: " + member.clientPort()
                        + ", peer-port: " + member.peerPort() + "}")
                .collect(Collectors.joining("\n"));
        write(node.configuration(), """
                cluster: %s
                node: %s
                data-dir: data
                bind: %s
                members:
                %s
                ops-port: %d
                tls:
                  ca-cert: %s
                  cert: %s
                  key: %s
                """.formatted(
                        clusterName,
                        id,
                        bind,
                        members,
                        node.opsPort(),
                        pki.caCert(),
                        pki.cert(certificate),
                        pki.key(certificate)));
    }

    /** Starts every node that does not run and waits until all are ready. */
    public void startAll() {
        nodes.stream().filter(node -> !node.isAlive()).forEach(ServerProcess::start);
        nodes.forEach(this::awaitReady);
    }

    /** Waits until a node says it is ready. */
    public void awaitReady(ServerProcess node) {
        await("readiness of " + node.node())
                .atMost(READY)
                .pollInterval(Duration.ofMillis(100))
                .failFast(() -> {
                    if (!node.isAlive()) {
                        throw new IllegalStateException(node.node() + " ended:\n" + node.output());
                    }
                })
                .until(() -> operations.isReady(node));
    }

    /** All nodes, in order. */
    public List<ServerProcess> nodes() {
        return List.copyOf(nodes);
    }

    /** Waits for a leader that a majority knows, and returns it. */
    public ServerProcess leader() {
        return await("a leader")
                .atMost(READY)
                .pollInterval(Duration.ofMillis(50))
                .until(this::currentLeader, Optional::isPresent)
                .orElseThrow();
    }

    /** Some node that does not lead. */
    public ServerProcess follower() {
        ServerProcess leader = leader();
        return nodes.stream()
                .filter(ServerProcess::isAlive)
                .filter(node -> node != leader)
                .findFirst()
                .orElseThrow();
    }

    private Optional<ServerProcess> currentLeader() {
        return nodes.stream()
                .filter(ServerProcess::isAlive)
                .filter(node -> operations
                        .status(node)
                        .map(status -> status.path("role").asText().equals("leader")
                                && status.path("ready").asBoolean(true))
                        .orElse(false))
                .findFirst();
    }

    /** What stands in front of a node of {@link #startRelayed}. */
    public NodeRelays relays(ServerProcess node) {
        return relays.get(nodes.indexOf(node));
    }

    /** Reads the operations pages of the nodes. */
    public Operations operations() {
        return operations;
    }

    /** The same, with the certificates as they are now: after a rotation the ones of the start no longer serve. */
    public Operations operationsNow() {
        return new Operations(pki.material("tester"));
    }

    /** The certificates. */
    public Pki pki() {
        return pki;
    }

    /** Where everything lies. */
    public Path directory() {
        return directory;
    }

    /** All client addresses, as the client takes them. */
    public String endpoints() {
        return nodes.stream().map(ServerProcess::clientAddress).collect(Collectors.joining(","));
    }

    /** A client of the whole cluster. */
    public HoldfastClient client() {
        return client(Duration.ofSeconds(10));
    }

    /** A client of the whole cluster with its own deadline. */
    public HoldfastClient client(Duration timeout) {
        return clientOf().requestTimeout(timeout).build();
    }

    /** What a client of the whole cluster is built from. */
    public HoldfastClientBuilder clientOf() {
        return HoldfastClient.builder()
                .endpoints(endpoints())
                .tls(pki.caCert(), pki.cert("tester"), pki.key("tester"))
                .name("integration-test");
    }

    @Override
    public void close() {
        nodes.forEach(ServerProcess::destroy);
        relays.forEach(NodeRelays::close);
    }

    private static Relay relay(int port) {
        return Relay.open(new InetSocketAddress(loopback(1), port), new InetSocketAddress(loopback(2), port));
    }

    private static InetAddress loopback(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static boolean isLocal(InetAddress address) {
        try (ServerSocket probe = new ServerSocket(0, 1, address)) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
