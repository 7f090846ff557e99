package io.holdfast.server.config;

import io.holdfast.model.Limits;
import io.holdfast.server.snapshot.SnapshotOptions;
import io.holdfast.tls.PostQuantum;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Everything that one server is told at its start; it never changes afterwards. Each key is explained in
 * {@code docs/operations.md}.
 *
 * @param cluster the cluster's name; stands in every certificate of it
 * @param node this node's id, one of {@code members}
 * @param dataDir where log and state live; belongs to this node alone
 * @param bind the local address all three ports listen on
 * @param members the initial members, the same on every node
 * @param opsPort the port of the operations HTTP server; 0 picks a free one
 * @param tls this node's identity
 * @param election how soon a silent leader is replaced
 * @param history how much history of keys is kept
 * @param snapshots when the state is written to disk whole
 * @param proposer the bounds of the write path
 * @param reader the bounds of the read path
 * @param gateway the bounds of the client port
 * @param slowRequestThreshold a request that takes so long gets a line in the log; zero for never
 * @param stopTimeout how long a graceful stop may take
 */
public record ServerConfig(
        String cluster,
        String node,
        Path dataDir,
        String bind,
        List<MemberAddress> members,
        int opsPort,
        Tls tls,
        Election election,
        History history,
        Snapshots snapshots,
        ProposerBounds proposer,
        ReaderBounds reader,
        GatewayBounds gateway,
        Duration slowRequestThreshold,
        Duration stopTimeout) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?");

    /** Refuses what cannot serve, with {@link InvalidSetting}. */
    public ServerConfig {
        checkName("cluster", cluster);
        checkName("node", node);
        members = List.copyOf(members);
        checkMembers(members, node);
        if (bind.isBlank()) {
            throw new InvalidSetting("bind", "is empty; expected an address of this machine, such as 127.0.0.1");
        }
        checkPort("ops-port", opsPort, 0);
        checkPositive("stop-timeout", stopTimeout);
    }

    /** The addresses of this node. */
    public MemberAddress self() {
        return members.stream()
                .filter(member -> member.id().equals(node))
                .findFirst()
                .orElseThrow();
    }

    /**
     * One initial member.
     *
     * @param id its node id
     * @param host the name or address under which clients and peers reach it
     * @param clientPort its port for clients
     * @param peerPort its port for Raft
     */
    public record MemberAddress(String id, String host, int clientPort, int peerPort) {
        /** Refuses names and ports that cannot be. */
        public MemberAddress {
            checkName("members", id);
            if (host.isBlank()) {
                throw new InvalidSetting("members", "member " + id + " has no host");
            }
            checkPort("members", clientPort, 1);
            checkPort("members", peerPort, 1);
            if (clientPort == peerPort) {
                throw new InvalidSetting(
                        "members", "member " + id + " has port " + clientPort + " for clients and peers alike");
            }
        }

        /** {@code host:port} for clients. */
        public String clientAddress() {
            return host + ":" + clientPort;
        }

        /** {@code host:port} for Raft peers. */
        public String peerAddress() {
            return host + ":" + peerPort;
        }
    }

    /**
     * This node's identity, and how connections are secured by it.
     *
     * @param caCert the cluster's authority, one certificate or several
     * @param cert this node's certificate and whatever stands between it and the authority
     * @param key its private key
     * @param reloadEvery how often the three files are looked at
     * @param renewWithin how long after a change of them every connection was made anew
     * @param maxConnectionAge connections are made anew before this time is over; zero for never
     * @param postQuantum what is asked of the key exchange
     * @param expiryWarning a certificate with less time left is worth a warning
     * @param expiryAlarm a certificate with less time left is worth an error
     */
    public record Tls(
            Path caCert,
            Path cert,
            Path key,
            Duration reloadEvery,
            Duration renewWithin,
            Duration maxConnectionAge,
            PostQuantum postQuantum,
            Duration expiryWarning,
            Duration expiryAlarm) {
        /** Refuses times below zero, and a look more often than ten times a second. */
        public Tls {
            if (reloadEvery.compareTo(Duration.ofMillis(100)) < 0) {
                throw new InvalidSetting(
                        "tls.reload-every", "is " + Amounts.show(reloadEvery) + "; expected at least 100ms");
            }
            checkPositive("tls.renew-within", renewWithin);
            checkPositive("tls.expiry-warning", expiryWarning);
            checkPositive("tls.expiry-alarm", expiryAlarm);
            if (!maxConnectionAge.isZero() && maxConnectionAge.compareTo(Duration.ofMinutes(1)) < 0) {
                throw new InvalidSetting(
                        "tls.max-connection-age",
                        "is " + Amounts.show(maxConnectionAge) + "; expected at least 1m, or 0s for never");
            }
        }
    }

    /**
     * A follower that heard nothing for a random time between both bounds asks for votes.
     *
     * @param timeoutMin the shortest such time
     * @param timeoutMax the longest; all members must use the same bounds
     */
    public record Election(Duration timeoutMin, Duration timeoutMax) {
        private static final Duration SHORTEST = Duration.ofMillis(50);

        /** Refuses bounds that are too short or not in order. */
        public Election {
            if (timeoutMin.compareTo(SHORTEST) < 0) {
                throw new InvalidSetting(
                        "election-timeout-min",
                        "is " + Amounts.show(timeoutMin) + "; expected at least " + Amounts.show(SHORTEST)
                                + ", below which leaders do not hold");
            }
            if (timeoutMax.compareTo(timeoutMin) <= 0) {
                throw new InvalidSetting(
                        "election-timeout-max",
                        "is " + Amounts.show(timeoutMax) + "; expected more than election-timeout-min, "
                                + Amounts.show(timeoutMin));
            }
        }
    }

    /**
     * History is compacted beyond whichever bound is met first.
     *
     * @param maxAge how long a version stays readable
     * @param maxRevisions how many revisions stay readable
     * @param maxBytes how many bytes of keys and values
     */
    public record History(Duration maxAge, long maxRevisions, long maxBytes) {
        /** Refuses bounds below one. */
        public History {
            checkPositive("history.max-age", maxAge);
            checkAtLeast("history.max-revisions", maxRevisions, 1);
            checkAtLeast("history.max-bytes", maxBytes, 1);
        }
    }

    /**
     * A snapshot is taken at whichever of the first three bounds is met first.
     *
     * @param everyEntries log entries since the last one
     * @param everyBytes bytes of log entries since the last one, or the size of the last one if that is more
     * @param everyTime time since the last one
     * @param keep how many stay on disk
     * @param rate how many bytes a second are written and read back at most
     */
    public record Snapshots(long everyEntries, long everyBytes, Duration everyTime, int keep, long rate) {
        private static final int LEAST_RATE = 1 << 20;

        /** Refuses bounds that cannot be, or under which one would never be finished. */
        public Snapshots {
            checkAtLeast("snapshot.every-entries", everyEntries, 1);
            checkAtLeast("snapshot.every-bytes", everyBytes, 1);
            checkPositive("snapshot.every-time", everyTime);
            checkAtLeast("snapshot.keep", keep, SnapshotOptions.LEAST_KEPT);
            checkAtLeast("snapshot.rate", rate, LEAST_RATE);
        }
    }

    /**
     * Bounds of the write path.
     *
     * @param queueOperations how many commands may wait for a log entry; more are answered OVERLOADED
     * @param queueBytes how many bytes of commands may wait
     * @param batchOperations how many commands one log entry carries at most
     * @param batchBytes how many bytes of commands one log entry carries at most
     * @param entriesInFlight how many log entries may be under way at once
     */
    public record ProposerBounds(
            int queueOperations, int queueBytes, int batchOperations, int batchBytes, int entriesInFlight) {
        /** Ratis refuses entries over 4 MiB; half of that leaves room for its envelope at any batch. */
        private static final int MAX_BATCH_BYTES = 2 << 20;

        /** A leader takes twice as many of another node's; more have never made anything faster. */
        private static final int MAX_ENTRIES = 8;

        /** Refuses bounds that one full-sized command would not fit. */
        public ProposerBounds {
            checkAtLeast("proposer.queue-operations", queueOperations, 1);
            checkAtLeast("proposer.queue-bytes", queueBytes, Limits.MAX_COMMAND_BYTES + Limits.REQUEST_NAME_BYTES);
            checkAtLeast("proposer.batch-operations", batchOperations, 1);
            checkAtLeast("proposer.batch-bytes", batchBytes, Limits.MAX_COMMAND_BYTES);
            checkAtLeast("proposer.entries-in-flight", entriesInFlight, 1);
            if (entriesInFlight > MAX_ENTRIES) {
                throw new InvalidSetting(
                        "proposer.entries-in-flight", "is " + entriesInFlight + "; expected at most " + MAX_ENTRIES);
            }
            if (batchBytes > MAX_BATCH_BYTES) {
                throw new InvalidSetting(
                        "proposer.batch-bytes",
                        "is " + Amounts.showBytes(batchBytes) + "; expected at most "
                                + Amounts.showBytes(MAX_BATCH_BYTES));
            }
        }
    }

    /**
     * Bounds of the read path.
     *
     * @param queue how many reads may wait for a barrier; more are answered OVERLOADED
     */
    public record ReaderBounds(int queue) {
        /** Refuses a queue without room. */
        public ReaderBounds {
            checkAtLeast("reader.queue", queue, 1);
        }
    }

    /**
     * Bounds of the client port.
     *
     * @param maxConnections how many connections may be open at once
     * @param credit how many operations one stream may have open at once; clients keep one place free to ask whether
     *     the node lives
     * @param openBytes how many bytes of open commands, and of unsent answers, one stream may hold
     * @param operationTimeout how long an operation may queue if the client names no time
     * @param handshakeTimeout how long a TLS handshake may take
     * @param eventLoops how many threads serve the port; 0 for one per processor
     * @param principal what one principal may have of it
     */
    public record GatewayBounds(
            int maxConnections,
            int credit,
            int openBytes,
            Duration operationTimeout,
            Duration handshakeTimeout,
            int eventLoops,
            PrincipalBounds principal) {
        /** Refuses bounds that one full-sized command would not fit. */
        public GatewayBounds {
            checkAtLeast("gateway.max-connections", maxConnections, 1);
            checkAtLeast("gateway.credit", credit, 2);
            checkAtLeast("gateway.open-bytes", openBytes, Limits.MAX_FRAME_BYTES);
            checkPositive("gateway.operation-timeout", operationTimeout);
            checkPositive("gateway.handshake-timeout", handshakeTimeout);
            checkAtLeast("gateway.event-loops", eventLoops, 0);
        }
    }

    /**
     * What one principal may have on one node, over all its connections, so that nobody alone takes the room of all.
     *
     * @param connections how many connections may be open at once
     * @param operations how many operations may be taken up and unanswered; heartbeats are taken up beyond it
     * @param openBytes how many bytes of commands those may have
     */
    public record PrincipalBounds(int connections, int operations, int openBytes) {
        /** Refuses bounds that one client would not fit. */
        public PrincipalBounds {
            checkAtLeast("gateway.principal-connections", connections, 1);
            checkAtLeast("gateway.principal-operations", operations, 2);
            checkAtLeast("gateway.principal-open-bytes", openBytes, Limits.MAX_FRAME_BYTES);
        }
    }

    private static void checkMembers(List<MemberAddress> members, String node) {
        Set<String> ids = new HashSet<>();
        Set<String> addresses = new HashSet<>();
        for (MemberAddress member : members) {
            if (!ids.add(member.id())) {
                throw new InvalidSetting("members", "node " + member.id() + " stands twice");
            }
            for (String address : List.of(member.clientAddress(), member.peerAddress())) {
                if (!addresses.add(address)) {
                    throw new InvalidSetting("members", "address " + address + " stands twice");
                }
            }
        }
        if (!ids.contains(node)) {
            throw new InvalidSetting("node", "is " + node + ", which is not among the members " + ids);
        }
    }

    private static void checkName(String key, String name) {
        if (!NAME.matcher(name).matches() || name.getBytes(StandardCharsets.UTF_8).length > Limits.MAX_NAME_BYTES) {
            throw new InvalidSetting(
                    key,
                    "is '" + name + "'; expected letters, digits, '.', '-' and '_', at most " + Limits.MAX_NAME_BYTES
                            + ", with a letter or digit at both ends");
        }
    }

    private static void checkPort(String key, int port, int least) {
        if (port < least || port > 65_535) {
            throw new InvalidSetting(key, "port " + port + "; expected " + least + " to 65535");
        }
    }

    private static void checkAtLeast(String key, long value, long least) {
        if (value < least) {
            throw new InvalidSetting(key, "is " + value + "; expected at least " + least);
        }
    }

    private static void checkPositive(String key, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new InvalidSetting(key, "is " + Amounts.show(value) + "; expected a time above zero");
        }
    }
}
