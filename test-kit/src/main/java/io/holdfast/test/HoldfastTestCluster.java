package io.holdfast.test;

import io.holdfast.client.HoldfastClient;
import io.holdfast.client.HoldfastClientBuilder;
import io.holdfast.client.Session;
import io.holdfast.client.SessionState;
import io.holdfast.model.Leader;
import io.holdfast.tls.IssuedCertificate;
import io.holdfast.tls.Role;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Holdfast cluster in the process of a test: real servers with their disks, ports on loopback, certificates of an
 * authority of their own and mutual TLS; nothing is mocked.
 *
 * <pre>{@code
 * try (HoldfastTestCluster cluster = HoldfastTestCluster.start(3)) {
 *     cluster.client().keyValue().blocking().put("greeting", "hello");
 *     cluster.killLeader();
 *     cluster.client().keyValue().blocking().get("greeting");
 * }
 * }</pre>
 *
 * <p>What is true of it and what is not: {@link #kill} ends a node without a word to anybody and without handing leadership
 * on, but what it had written is on disk, and its pages stay in memory: it does not show what a power cut does. {@link
 * #partition} refuses all Raft traffic between a node and its peers; clients still reach both sides. A node that would
 * end its process (a broken disk, a broken invariant) does not end the test's: {@link #failures} tells of it.
 *
 * <p>Names of nodes differ between clusters of one process. Safe for several threads; calls wait for each other.
 */
public final class HoldfastTestCluster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HoldfastTestCluster.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final TestFolder folder;
    private final TestIdentities identities;
    private final Map<String, TestNode> nodes = new LinkedHashMap<>();
    private final HttpClient http;
    private final List<HoldfastClient> clients = new ArrayList<>();
    private @Nullable HoldfastClient shared;
    private @Nullable HoldfastClient operator;

    private HoldfastTestCluster(TestFolder folder, int size) {
        int number = NUMBER.incrementAndGet();
        String name = "test-" + number;
        this.folder = folder;
        this.identities = new TestIdentities(folder.path().resolve("pki"), name);
        this.http = HttpClient.newBuilder()
                .sslContext(identities.clientContext())
                .connectTimeout(Duration.ofSeconds(2))
                .build();
        List<String> ids = new ArrayList<>();
        for (int i = 1; i <= size; i++) {
            ids.add("c" + number + "-n" + i);
        }
        List<Integer> ports = TestFolder.freePorts(2 * size);
        String members = ids.stream()
                .map(id ->
                        id + "=127.0.0.1:" + ports.get(2 * ids.indexOf(id)) + "/" + ports.get(2 * ids.indexOf(id) + 1))
                .collect(Collectors.joining(","));
        ids.forEach(id -> nodes.put(id, new TestNode(flags(name, id, members))));
    }

    private Map<String, String> flags(String name, String id, String members) {
        IssuedCertificate.Saved identity = identities.files(Role.NODE, id);
        return Map.of(
                "--cluster",
                name,
                "--node",
                id,
                "--members",
                members,
                "--data-dir",
                folder.path().resolve(id).toString(),
                "--bind",
                "127.0.0.1",
                "--ops-port",
                "0",
                "--tls-ca-cert",
                identities.caCertificate().toString(),
                "--tls-cert",
                identity.certificate().toString(),
                "--tls-key",
                identity.key().toString(),
                "--stop-timeout",
                "5s");
    }

    /** A cluster of so many nodes, ready, in a temporary folder that goes with it. */
    public static HoldfastTestCluster start(int nodes) {
        return builder().nodes(nodes).start();
    }

    /** Begins a cluster. */
    public static Builder builder() {
        return new Builder();
    }

    /** How a cluster is made. Not safe for several threads at once. */
    public static final class Builder {
        private int nodes = 1;
        private @Nullable Path directory;

        private Builder() {}

        /** How many nodes: 1, 3 or 5. One starts fastest; three go on without any one of them. Default 1. */
        public Builder nodes(int number) {
            if (number != 1 && number != 3 && number != 5) {
                throw new IllegalArgumentException("a cluster has 1, 3 or 5 nodes: " + number);
            }
            this.nodes = number;
            return this;
        }

        /** Where the nodes keep their data; it stays after {@link HoldfastTestCluster#close}. Default a temporary folder. */
        public Builder directory(Path folder) {
            this.directory = folder;
            return this;
        }

        /**
         * Starts the cluster and waits until every node is ready.
         *
         * @throws IllegalStateException if it does not come up
         */
        public HoldfastTestCluster start() {
            Path given = directory;
            TestFolder folder = given == null ? TestFolder.ownedByTheCluster() : TestFolder.kept(given);
            HoldfastTestCluster cluster = new HoldfastTestCluster(folder, nodes);
            try {
                cluster.repair();
            } catch (RuntimeException e) {
                cluster.close();
                throw e;
            }
            return cluster;
        }
    }

    /** The ids of all nodes, running or not. */
    public List<String> nodes() {
        return List.copyOf(nodes.keySet());
    }

    /** The client addresses of all nodes, as a client takes them. */
    public String endpoints() {
        return nodes.values().stream().map(TestNode::clientAddress).collect(Collectors.joining(","));
    }

    /** One client for the whole test, closed with the cluster. */
    public synchronized HoldfastClient client() {
        HoldfastClient client = shared;
        if (client == null) {
            client = newClient();
            shared = client;
        }
        return client;
    }

    /** Another client, closed with the cluster if not before: a process of its own, as far as the cluster can tell. */
    public synchronized HoldfastClient newClient() {
        HoldfastClient client = clientBuilder().build();
        clients.add(client);
        return client;
    }

    /** A client to be built to taste, with addresses and certificate set. Whoever builds it closes it. */
    public synchronized HoldfastClientBuilder clientBuilder() {
        return builder(Role.CLIENT, "test").requestTimeout(Duration.ofSeconds(15));
    }

    /** The same with an operator's certificate. */
    public synchronized HoldfastClientBuilder operatorBuilder() {
        return builder(Role.OPERATOR, "test-operator").requestTimeout(Duration.ofSeconds(15));
    }

    private HoldfastClientBuilder builder(Role role, String name) {
        IssuedCertificate.Saved files = identities.files(role, name);
        return HoldfastClient.builder()
                .endpoints(endpoints())
                .tls(identities.caCertificate(), files.certificate(), files.key())
                .name(name);
    }

    /**
     * Who leads, waiting for somebody who does.
     *
     * @throws IllegalStateException if nobody does within a minute: is a majority running?
     */
    public String leader() {
        HoldfastClient client = client();
        return Polling.await(PATIENCE, () -> leading(client), () -> "no leader among " + running());
    }

    private Optional<String> leading(HoldfastClient client) {
        try {
            // A linearizable read: only who really leads answers it.
            client.keyValue().withTimeout(Duration.ofSeconds(2)).get("leader?").join();
        } catch (CompletionException e) {
            LOG.debug("no leader yet", e);
            return Optional.empty();
        }
        return client.cluster().leader().map(Leader::node).filter(running()::contains);
    }

    /** The nodes that run. */
    public synchronized List<String> running() {
        return nodes.values().stream()
                .filter(TestNode::running)
                .map(TestNode::id)
                .toList();
    }

    /**
     * Kills whoever leads.
     *
     * @return who that was
     */
    public String killLeader() {
        String leader = leader();
        kill(leader);
        return leader;
    }

    /** Ends a node as {@code kill -9} would: no word to anybody, no handing on. Does nothing if it does not run. */
    public synchronized void kill(String node) {
        node(node).kill();
    }

    /** Stops a node gracefully: leadership is handed on, what is open is answered. Does nothing if it does not run. */
    public synchronized void stop(String node) {
        node(node).stop();
    }

    /** Starts a node that was killed or stopped, on its own disk, and waits until it is ready. */
    public void restart(String node) {
        bringUp(List.of(node(node)));
    }

    /**
     * Cuts a node off from its peers, until {@link #heal}: it can neither lead nor follow, and the others do without it.
     * Clients still reach it, as those on its side of a real partition would.
     */
    public void partition(String node) {
        RaftCut.cut(node(node).id());
    }

    /** Ends the partition of a node. */
    public void heal(String node) {
        RaftCut.heal(node(node).id());
    }

    /**
     * Ends a session as an operator would, and waits until its client knows: its keys are gone, its handle is EXPIRED, its
     * ending is KILLED. To its client this is what an expiry is, without the wait for the time to live.
     *
     * @throws IllegalStateException if the cluster knows no such session
     */
    public void expireSession(Session session) {
        if (!operator().sessions().blocking().kill(session.id(), "expired by the test")) {
            throw new IllegalStateException("the cluster knows no session " + session.id());
        }
        Polling.await(
                PATIENCE,
                () -> session.state() == SessionState.EXPIRED ? Optional.of(session) : Optional.empty(),
                () -> "session " + session.id() + " is still " + session.state());
    }

    private synchronized HoldfastClient operator() {
        HoldfastClient client = operator;
        if (client == null) {
            client = operatorBuilder().build();
            clients.add(client);
            operator = client;
        }
        return client;
    }

    /** Heals every partition, starts every node that does not run or has failed, and waits until all are ready. */
    public void repair() {
        nodes.keySet().forEach(RaftCut::heal);
        bringUp(List.copyOf(nodes.values()));
    }

    /** Waits until every running node says that it serves. */
    public void awaitReady() {
        nodes.values().stream().filter(TestNode::running).forEach(this::awaitReady);
    }

    private void bringUp(List<TestNode> wanted) {
        // A server claims this handler for its own threads: in this process a dying thread is the test's affair.
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        try {
            synchronized (this) {
                wanted.forEach(TestNode::bringUp);
            }
            wanted.forEach(this::awaitReady);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    private void awaitReady(TestNode node) {
        Polling.await(
                PATIENCE,
                () -> node.failure().isPresent() || node.ready(http) ? Optional.of(node) : Optional.empty(),
                () -> node.id() + " is not ready");
        node.failure().ifPresent(line -> {
            throw new IllegalStateException(node.id() + " failed: " + line);
        });
    }

    /** The last lines of nodes that would have ended their process, by node; empty if all is well. */
    public Map<String, String> failures() {
        Map<String, String> failures = new LinkedHashMap<>();
        nodes.values().forEach(node -> node.failure().ifPresent(line -> failures.put(node.id(), line)));
        return failures;
    }

    private TestNode node(String id) {
        TestNode node = nodes.get(id);
        if (node == null) {
            throw new IllegalArgumentException("no node " + id + ": there are " + nodes.keySet());
        }
        return node;
    }

    /** Closes every client it made, ends every node and deletes the temporary folder. Idempotent. */
    @Override
    public synchronized void close() {
        clients.forEach(client -> client.close(Duration.ZERO));
        clients.clear();
        shared = null;
        operator = null;
        nodes.values().forEach(TestNode::kill);
        folder.close();
    }
}
