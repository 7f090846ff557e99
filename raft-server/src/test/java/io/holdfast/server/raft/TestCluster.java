package io.holdfast.server.raft;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.Leader;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.Put;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Freshness;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.Query;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.server.heap.HeapRoom;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.port.Completion;
import io.holdfast.server.port.Reader.Lookup;
import io.holdfast.server.raft.RaftOptions.MemberAddress;
import io.holdfast.server.snapshot.SnapshotOptions;
import io.holdfast.server.storage.DataDirectory;
import io.holdfast.server.storage.DirectoryException;
import io.holdfast.tls.Authority;
import io.holdfast.tls.Principal;
import io.holdfast.tls.Role;
import io.holdfast.tls.TlsException;
import io.holdfast.tls.TlsMaterial;
import io.holdfast.tls.netty.NettyContexts;
import io.holdfast.wire.CommandCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/** Nodes in one JVM on loopback, with real TLS, real logs and the peer service on a client port each. */
final class TestCluster implements AutoCloseable {
    static final String NAME = "test";

    private final Path folder;
    private final Authority authority;
    private final List<MemberAddress> members = new ArrayList<>();
    private final Map<String, Running> running = new TreeMap<>();
    private SnapshotOptions snapshots = SnapshotOptions.DEFAULT;

    /** A running node. */
    record Running(RatisNode node, DataDirectory directory, Server clientPort, RecordingFailStop failStop) {}

    private TestCluster(Path folder, Authority authority) {
        this.folder = folder;
        this.authority = authority;
    }

    static TestCluster of(Path folder, int nodes) throws TlsException {
        Authority authority = Authority.create(NAME, Duration.ofDays(1));
        authority.save(folder.resolve("pki"));
        TestCluster cluster = new TestCluster(folder, authority);
        for (int i = 1; i <= nodes; i++) {
            cluster.members.add(new MemberAddress("n" + i, "127.0.0.1", freePort(), freePort()));
        }
        return cluster;
    }

    /** Starts every node and waits for a leader that all of them know. */
    TestCluster started() throws TlsException, DirectoryException {
        for (MemberAddress member : members) {
            start(member.id());
        }
        awaitReady();
        return this;
    }

    /** Nodes started from now on take snapshots so often. */
    TestCluster taking(SnapshotOptions often) {
        snapshots = often;
        return this;
    }

    RaftOptions options(String id) {
        RaftOptions usual = RaftOptions.of(NAME, id, "127.0.0.1", members);
        return new RaftOptions(
                usual.cluster(),
                usual.node(),
                usual.bind(),
                usual.members(),
                usual.electionTimeoutMin(),
                usual.electionTimeoutMax(),
                usual.proposals(),
                usual.maxWaitingReads(),
                usual.history(),
                snapshots);
    }

    MemberAddress member(String id) {
        return options(id).self();
    }

    Path directory(String id) {
        return folder.resolve(id).resolve("data");
    }

    Authority authority() {
        return authority;
    }

    TlsMaterial material(Role role, String name) throws TlsException {
        return material(authority, folder, role, name);
    }

    static TlsMaterial material(Authority authority, Path folder, Role role, String name) throws TlsException {
        Path pki = folder.resolve("pki-" + role.word() + "-" + name + "-" + System.nanoTime());
        var saved = authority
                .issue(
                        new Principal(authority.cluster(), role, name),
                        List.of("localhost"),
                        List.of("127.0.0.1"),
                        Duration.ofHours(12))
                .save(pki);
        return TlsMaterial.load(folder.resolve("pki/ca.pem"), saved.certificate(), saved.key());
    }

    Running start(String id) throws TlsException, DirectoryException {
        return start(id, directory(id), material(Role.NODE, id));
    }

    Running start(String id, NodeSecurity security) throws TlsException, DirectoryException {
        return start(id, directory(id), security);
    }

    Running start(String id, Path data, TlsMaterial material) throws TlsException, DirectoryException {
        return start(id, data, NodeSecurity.of(material));
    }

    private Running start(String id, Path data, NodeSecurity security) throws TlsException, DirectoryException {
        RecordingFailStop failStop = new RecordingFailStop();
        DataDirectory directory = DataDirectory.open(data, NAME, id);
        RatisNode node =
                RatisNode.open(options(id), directory, security, new ServerMetrics(), failStop, new HeapRoom(id));
        Running started = new Running(node, directory, serve(node, security, member(id)), failStop);
        running.put(id, started);
        node.start();
        return started;
    }

    private static Server serve(RatisNode node, NodeSecurity security, MemberAddress member) throws TlsException {
        try {
            return NettyServerBuilder.forAddress(new InetSocketAddress(member.host(), member.clientPort()))
                    .sslContext(NettyContexts.server(security.material(), security.postQuantum()))
                    .directExecutor()
                    .addService(node.peerService())
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RatisNode node(String id) {
        return requireNonNull(running.get(id), id).node();
    }

    Running running(String id) {
        return requireNonNull(running.get(id), id);
    }

    List<String> ids() {
        return List.copyOf(running.keySet());
    }

    /** The id of the one node that leads and is ready, once every running node agrees. */
    String leader() {
        return patiently()
                .until(
                        () -> {
                            List<Leader> seen = new ArrayList<>();
                            for (Running each : running.values()) {
                                Leader leader = each.node().cluster().leader();
                                if (leader == null) {
                                    return Optional.<String>empty();
                                }
                                seen.add(leader);
                            }
                            boolean agreed = seen.stream().distinct().count() == 1
                                    && running.containsKey(seen.get(0).node());
                            return agreed ? Optional.of(seen.get(0).node()) : Optional.<String>empty();
                        },
                        Optional::isPresent)
                .orElseThrow();
    }

    String follower() {
        String leader = leader();
        return ids().stream().filter(id -> !id.equals(leader)).findFirst().orElseThrow();
    }

    /** Waits until every running node passes every readiness check. */
    void awaitReady() {
        for (Running each : running.values()) {
            patiently()
                    .untilAsserted(() -> assertThat(each.node().maintenance().checks())
                            .as("failed: %s", each.failStop().lines())
                            .allMatch(check -> check.ok()));
        }
    }

    static EncodedCommand encoded(Command command) {
        return new EncodedCommand(command, CommandCodec.encode(command));
    }

    static EncodedCommand put(String key, String value) {
        return encoded(new Put(Bytes.utf8(key), Bytes.utf8(value)));
    }

    CompletableFuture<Outcome> propose(String id, EncodedCommand command) {
        Answer answer = new Answer();
        node(id).proposer().propose(command, System.nanoTime() + TimeUnit.SECONDS.toNanos(5), answer);
        return answer.future;
    }

    /** Proposes to whoever leads until the command is answered. */
    Outcome write(EncodedCommand command) {
        return patiently()
                .ignoreExceptions()
                .until(() -> propose(leader(), command).get(6, TimeUnit.SECONDS), outcome -> true);
    }

    CompletableFuture<Outcome> read(String id, Query query) {
        Answer answer = new Answer();
        node(id).reader().read(query, System.nanoTime() + TimeUnit.SECONDS.toNanos(5), answer);
        return answer.future;
    }

    /** What a read at some level gave; freshness is null where the answer said nothing of it. */
    record Seen(Outcome.Range range, @Nullable Freshness freshness) {
        /** The one value read. */
        String value() {
            return range.keyValues().get(0).value().utf8();
        }
    }

    /** Reads one key from this node at a level. */
    CompletableFuture<Seen> read(String id, String key, ReadLevel level, long timeoutMillis) {
        Answer answer = new Answer();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        Query query = RangeQuery.of(KeyRange.single(Bytes.utf8(key)));
        node(id).reader().read(List.of(new Lookup(query, level, deadline, answer)));
        return answer.future.thenApply(outcome -> new Seen((Outcome.Range) outcome, answer.freshness));
    }

    /** Reads one key from whoever leads. */
    Outcome.Range get(String key) {
        return patiently()
                .ignoreExceptions()
                .until(
                        () -> (Outcome.Range) read(leader(), RangeQuery.of(KeyRange.single(Bytes.utf8(key))))
                                .get(6, TimeUnit.SECONDS),
                        outcome -> true);
    }

    /** Looks at once, then every few milliseconds. */
    static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(20)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
    }

    /** Stops a node gracefully. */
    void stop(String id) throws DirectoryException {
        stop(id, Duration.ofSeconds(10));
    }

    /** Stops a node at once: leadership is not handed on, nothing is drained. */
    void crash(String id) throws DirectoryException {
        stop(id, Duration.ZERO);
    }

    private void stop(String id, Duration patience) throws DirectoryException {
        Running stopped = requireNonNull(running.remove(id), id);
        stopped.node().stop(patience);
        stopped.clientPort().shutdownNow();
        stopped.directory().close();
    }

    @Override
    public void close() throws DirectoryException {
        List<Running> ending = List.copyOf(running.values());
        running.clear();
        // All at once: a node that has just lost its peers takes a second to let go of Raft.
        CompletableFuture.allOf(ending.stream()
                        .map(each -> CompletableFuture.runAsync(
                                () -> each.node().stop(Duration.ZERO), task -> new Thread(task, "end").start()))
                        .toArray(CompletableFuture[]::new))
                .join();
        for (Running each : ending) {
            each.clientPort().shutdownNow();
            each.directory().close();
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A failure as an exception, for futures. */
    static final class FailedException extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Failure failure;

        FailedException(Failure failure) {
            super(failure.toString());
            this.failure = failure;
        }

        Failure failure() {
            return failure;
        }
    }

    private static final class Answer implements Completion {
        private final CompletableFuture<Outcome> future = new CompletableFuture<>();
        private volatile @Nullable Freshness freshness;

        @Override
        public void answered(Outcome outcome, Freshness howFresh) {
            freshness = howFresh;
            future.complete(outcome);
        }

        @Override
        public void answered(Outcome outcome) {
            future.complete(outcome);
        }

        @Override
        public void failed(Failure failure) {
            future.completeExceptionally(new FailedException(failure));
        }
    }
}
