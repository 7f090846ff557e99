package io.holdfast.server.raft;

import io.holdfast.model.Leader;
import io.holdfast.server.snapshot.SnapshotOptions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the operator may say about the Raft side of a node; everything else is fixed in {@link RatisSettings}.
 *
 * @param cluster the cluster's name
 * @param node this node's id, one of {@code members}
 * @param bind the address the peer port binds to
 * @param members the initial members, the same on every node
 * @param electionTimeoutMin a follower that hears nothing for a random time between this and
 *     {@code electionTimeoutMax} asks for votes; all members must use the same bounds
 * @param electionTimeoutMax see {@code electionTimeoutMin}
 * @param proposals bounds of the write path
 * @param maxWaitingReads reads that may wait for a barrier; more are answered OVERLOADED
 * @param history how much history the automatic compaction keeps
 * @param snapshots when snapshots are taken
 */
public record RaftOptions(
        String cluster,
        String node,
        String bind,
        List<MemberAddress> members,
        Duration electionTimeoutMin,
        Duration electionTimeoutMax,
        ProposalLimits proposals,
        int maxWaitingReads,
        HistoryBounds history,
        SnapshotOptions snapshots) {
    /**
     * On a quiet machine half of it holds too; on a busy one shorter timeouts have lost leaders (decision 3), and every
     * lost leader costs more than the longer wait for a dead one.
     */
    public static final Duration DEFAULT_ELECTION_TIMEOUT_MIN = Duration.ofMillis(300);

    /** Twice the minimum: enough spread that two candidates seldom collide. */
    public static final Duration DEFAULT_ELECTION_TIMEOUT_MAX = Duration.ofMillis(600);

    /** Default of {@link #maxWaitingReads}. */
    public static final int DEFAULT_MAX_WAITING_READS = 65_536;

    /** Copies the list and refuses what cannot work, naming it. */
    public RaftOptions {
        members = List.copyOf(members);
        check(!members.isEmpty(), "members is empty");
        Set<String> ids = new HashSet<>();
        for (MemberAddress member : members) {
            check(ids.add(member.id()), "member " + member.id() + " is listed twice");
        }
        check(ids.contains(node), "node " + node + " is not among the members " + ids);
        check(
                electionTimeoutMin.toMillis() >= 50,
                "election-timeout-min " + electionTimeoutMin + " is shorter than 50ms: leaders would not hold");
        check(
                electionTimeoutMax.compareTo(electionTimeoutMin) > 0,
                "election-timeout-max " + electionTimeoutMax + " must be longer than the minimum "
                        + electionTimeoutMin);
        check(maxWaitingReads > 0, "the bound of waiting reads must be positive");
    }

    /** The options of a node with every tunable at its default. */
    public static RaftOptions of(String cluster, String node, String bind, List<MemberAddress> members) {
        return new RaftOptions(
                cluster,
                node,
                bind,
                members,
                DEFAULT_ELECTION_TIMEOUT_MIN,
                DEFAULT_ELECTION_TIMEOUT_MAX,
                ProposalLimits.DEFAULT,
                DEFAULT_MAX_WAITING_READS,
                HistoryBounds.DEFAULT,
                SnapshotOptions.DEFAULT);
    }

    /** This node's own addresses. */
    public MemberAddress self() {
        return member(node);
    }

    /** The addresses of a member. */
    public MemberAddress member(String id) {
        for (MemberAddress member : members) {
            if (member.id().equals(id)) {
                return member;
            }
        }
        throw new IllegalArgumentException("no member " + id);
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /**
     * Where one member is reached.
     *
     * @param id its node id
     * @param host the host of both ports
     * @param clientPort clients and the peer link
     * @param peerPort Raft
     */
    public record MemberAddress(String id, String host, int clientPort, int peerPort) {
        /** Refuses ports that do not exist. */
        public MemberAddress {
            check(!id.isEmpty(), "a member has no id");
            check(!host.isEmpty(), "member " + id + " has no host");
            check(clientPort > 0 && clientPort < 65_536, "member " + id + ": no such port " + clientPort);
            check(peerPort > 0 && peerPort < 65_536, "member " + id + ": no such port " + peerPort);
        }

        /** Where a leader is reached by clients and over the peer link; its Raft port is not known here. */
        static MemberAddress of(Leader leader) {
            int colon = leader.address().lastIndexOf(':');
            int port = Integer.parseInt(leader.address().substring(colon + 1));
            return new MemberAddress(leader.node(), leader.address().substring(0, colon), port, port);
        }

        /** {@code host:port} for clients. */
        public String clientAddress() {
            return host + ":" + clientPort;
        }

        /** {@code host:port} for Raft. */
        public String peerAddress() {
            return host + ":" + peerPort;
        }
    }

    /**
     * Bounds of the write path.
     *
     * @param maxQueuedCommands commands that may wait for an entry
     * @param maxQueuedBytes encoded bytes that may wait for an entry
     * @param maxEntryCommands commands in one entry
     * @param maxEntryBytes encoded bytes in one entry; a single larger command (there is a limit on those) goes alone
     * @param maxEntriesInFlight entries that may be under way at once
     * @param earlyEntryCommands a further entry sets off beside one under way only once so many commands wait, or half
     *     as many bytes as an entry may have
     */
    public record ProposalLimits(
            int maxQueuedCommands,
            long maxQueuedBytes,
            int maxEntryCommands,
            int maxEntryBytes,
            int maxEntriesInFlight,
            int earlyEntryCommands) {
        /** Default of {@link #earlyEntryCommands}, from {@code docs/decisions/0004-group-commit.md}. */
        public static final int DEFAULT_EARLY_ENTRY_COMMANDS = 1_024;

        /** Defaults, from {@code docs/decisions/0004-group-commit.md}. */
        public static final ProposalLimits DEFAULT = new ProposalLimits(65_536, 64L << 20, 8_192, 2 << 20, 2);

        /** Limits with the default of {@link #earlyEntryCommands}. */
        public ProposalLimits(
                int maxQueuedCommands,
                long maxQueuedBytes,
                int maxEntryCommands,
                int maxEntryBytes,
                int maxEntriesInFlight) {
            this(
                    maxQueuedCommands,
                    maxQueuedBytes,
                    maxEntryCommands,
                    maxEntryBytes,
                    maxEntriesInFlight,
                    Math.min(DEFAULT_EARLY_ENTRY_COMMANDS, maxEntryCommands));
        }

        /** Refuses bounds under which nothing could move, or an entry could exceed what Ratis accepts. */
        public ProposalLimits {
            check(maxQueuedCommands > 0, "the bound of queued commands must be positive");
            check(maxQueuedBytes > 0, "the bound of queued bytes must be positive");
            check(maxEntryCommands > 0, "the bound of commands in an entry must be positive");
            check(
                    maxEntryBytes > 0 && maxEntryBytes <= RatisSettings.MAX_ENTRY_BYTES / 2,
                    "the bound of bytes in an entry must be within 1 and " + RatisSettings.MAX_ENTRY_BYTES / 2);
            check(maxEntriesInFlight > 0, "at least one entry must be allowed in flight");
            check(earlyEntryCommands > 0, "an early entry must have at least one command");
        }
    }

    /**
     * How much history stays readable: whichever bound is reached first makes compaction drop the oldest part.
     *
     * @param age how old
     * @param revisions how many revisions
     * @param bytes how many payload bytes
     */
    public record HistoryBounds(Duration age, long revisions, long bytes) {
        /** One hour, one million revisions, 128 MiB. */
        public static final HistoryBounds DEFAULT = new HistoryBounds(Duration.ofHours(1), 1_000_000, 128L << 20);

        /** Refuses bounds that keep nothing. */
        public HistoryBounds {
            check(!age.isNegative() && !age.isZero(), "the history's age must be positive");
            check(revisions > 0, "the history's revisions must be positive");
            check(bytes > 0, "the history's bytes must be positive");
        }
    }
}
