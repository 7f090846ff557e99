package io.holdfast.benchmarks;

import io.holdfast.model.Leader;
import io.holdfast.server.heap.HeapRoom;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.raft.HaltingFailStop;
import io.holdfast.server.raft.NodeSecurity;
import io.holdfast.server.raft.RaftOptions;
import io.holdfast.server.raft.RaftOptions.HistoryBounds;
import io.holdfast.server.raft.RaftOptions.MemberAddress;
import io.holdfast.server.raft.RaftOptions.ProposalLimits;
import io.holdfast.server.raft.RatisNode;
import io.holdfast.server.snapshot.SnapshotOptions;
import io.holdfast.server.storage.DataDirectory;
import io.holdfast.server.storage.DirectoryException;
import io.holdfast.tls.Authority;
import io.holdfast.tls.Principal;
import io.holdfast.tls.Role;
import io.holdfast.tls.TlsException;
import io.holdfast.tls.TlsMaterial;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Three nodes in this JVM on loopback, with mutual TLS and real logs, without a gateway. */
final class InProcessNodes implements AutoCloseable {
    private static final String CLUSTER = "bench";

    private final List<RatisNode> nodes = new ArrayList<>();
    private final List<DataDirectory> directories = new ArrayList<>();

    private InProcessNodes() {}

    /** Starts three nodes below {@code folder} and waits for a leader. */
    static InProcessNodes start(Path folder, ProposalLimits limits)
            throws IOException, TlsException, DirectoryException {
        InProcessNodes started = new InProcessNodes();
        Files.createDirectories(folder);
        Authority authority = Authority.create(CLUSTER, Duration.ofDays(1));
        authority.save(folder.resolve("pki"));
        List<MemberAddress> members = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            members.add(new MemberAddress("n" + i, "127.0.0.1", freePort(), freePort()));
        }
        for (MemberAddress member : members) {
            started.add(folder, authority, member, members, limits);
        }
        started.leader();
        return started;
    }

    private void add(
            Path folder, Authority authority, MemberAddress member, List<MemberAddress> members, ProposalLimits limits)
            throws TlsException, DirectoryException {
        var saved = authority
                .issue(
                        new Principal(CLUSTER, Role.NODE, member.id()),
                        List.of("localhost"),
                        List.of("127.0.0.1"),
                        Duration.ofHours(12))
                .save(folder.resolve("pki"));
        TlsMaterial material = TlsMaterial.load(folder.resolve("pki/ca.pem"), saved.certificate(), saved.key());
        DataDirectory directory = DataDirectory.open(folder.resolve(member.id()), CLUSTER, member.id());
        // Formatted without asking the others: there is no gateway here to ask them through.
        directory.format(CLUSTER, member.id());
        RaftOptions options = new RaftOptions(
                CLUSTER,
                member.id(),
                "127.0.0.1",
                members,
                // Long, so that a busy machine costs figures, not leaders.
                Duration.ofSeconds(3),
                Duration.ofSeconds(6),
                limits,
                RaftOptions.DEFAULT_MAX_WAITING_READS,
                HistoryBounds.DEFAULT,
                SnapshotOptions.DEFAULT);
        RatisNode node = RatisNode.open(
                options,
                directory,
                NodeSecurity.of(material),
                new ServerMetrics(),
                new HaltingFailStop(),
                new HeapRoom(member.id()));
        directories.add(directory);
        nodes.add(node);
        node.start();
    }

    /** The node that leads, once there is one. */
    RatisNode leader() {
        while (true) {
            for (RatisNode node : nodes) {
                Leader leader = node.cluster().leader();
                if (leader != null
                        && leader.node().equals(node.maintenance().status().node())) {
                    return node;
                }
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    @Override
    public void close() throws DirectoryException {
        nodes.forEach(node -> node.stop(Duration.ofSeconds(2)));
        for (DataDirectory directory : directories) {
            directory.close();
        }
    }

    /** Deletes a folder and everything in it. */
    static void deleteAll(Path folder) throws IOException {
        List<Path> files;
        try (var all = Files.walk(folder)) {
            files = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
