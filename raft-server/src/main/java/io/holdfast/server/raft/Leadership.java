package io.holdfast.server.raft;

import io.holdfast.model.Leader;
import io.holdfast.model.Member;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.lease.Leading;
import java.util.function.Supplier;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;

/**
 * What this node's Ratis division says of leadership at the moment. Every method reads volatile state of Ratis and may
 * be called by any thread, on event loops too.
 */
final class Leadership implements LeaderView, Leading {
    private static final long RETRY_MILLIS = 50;

    private final RaftOptions options;
    private final RaftPeerId self;
    private final Supplier<RaftServer.@Nullable Division> division;

    /**
     * Leadership of one division.
     *
     * @param options for the addresses
     * @param division null until the node has started
     */
    Leadership(RaftOptions options, Supplier<RaftServer.@Nullable Division> division) {
        this.options = options;
        this.self = RaftPeerId.valueOf(options.node());
        this.division = division;
    }

    RaftPeerId self() {
        return self;
    }

    /** The division's configuration; only after a {@link Standing} without refusal. */
    RaftConfiguration configuration() {
        return started().getRaftConf();
    }

    /** Whether a node is a member in the configuration that this node knows. */
    boolean isMember(String node) {
        RaftServer.Division current = division.get();
        return current != null
                && Members.of(current.getRaftConf(), options).byId().containsKey(node);
    }

    /** Whether this node leads, has applied its first entry, and up to where the log is committed, all in one term. */
    Standing standing() {
        RaftServer.Division current = division.get();
        if (current == null) {
            return Standing.refused(unavailable());
        }
        DivisionInfo state = current.getInfo();
        long term = state.getCurrentTerm();
        if (!isReady(state)) {
            return Standing.refused(refusalOf(current));
        }
        long committed = current.getRaftLog().getLastCommittedIndex();
        if (state.getCurrentTerm() != term || !isReady(state)) {
            return Standing.refused(refusalOf(current));
        }
        return new Standing(term, committed, null);
    }

    @Override
    public boolean leads() {
        RaftServer.Division current = division.get();
        return current != null && isReady(current.getInfo());
    }

    @Override
    public boolean follows() {
        RaftServer.Division current = division.get();
        if (current == null || !current.getInfo().getLifeCycleState().isRunning()) {
            return false;
        }
        RaftPeerId leader = current.getInfo().getLeaderId();
        return leader != null && !leader.equals(self);
    }

    @Override
    public Member.Role role() {
        RaftServer.Division current = division.get();
        return current == null
                ? Member.Role.FOLLOWER
                : switch (current.getInfo().getCurrentRole()) {
                    case LEADER -> Member.Role.LEADER;
                    case CANDIDATE -> Member.Role.CANDIDATE;
                    case LISTENER -> Member.Role.LISTENER;
                    case FOLLOWER, UNRECOGNIZED -> Member.Role.FOLLOWER;
                };
    }

    @Override
    public long term() {
        Standing standing = standing();
        return standing.refusal() == null ? standing.term() : NOWHERE;
    }

    @Override
    public @Nullable Failure refusal() {
        RaftServer.Division current = division.get();
        if (current == null) {
            return unavailable();
        }
        return isReady(current.getInfo()) ? null : refusalOf(current);
    }

    @Override
    public @Nullable Leader leader() {
        RaftServer.Division current = division.get();
        if (current == null) {
            return null;
        }
        DivisionInfo state = current.getInfo();
        long term = state.getCurrentTerm();
        RaftPeerId id = state.getLeaderId();
        if (id == null || (id.equals(self) && !isReady(state))) {
            return null;
        }
        RaftConfiguration configuration = current.getRaftConf();
        return new Leader(id.toString(), Members.of(configuration, options).clientAddress(id.toString()), term);
    }

    /** A failure for an operation that this node cannot take up because it does not lead, or no longer. */
    Failure notLeading(Failure.Certainty certainty, String what) {
        Leader leader = leader();
        if (leader == null || leader.node().equals(self.toString())) {
            String message = what + "; no leader is known at the moment";
            return new Failure(Failure.Code.NO_LEADER, certainty, message, null, RETRY_MILLIS);
        }
        String message = what + "; node " + leader.node() + " leads";
        return new Failure(Failure.Code.NOT_LEADER, certainty, message, leader, 0);
    }

    private Failure refusalOf(RaftServer.Division current) {
        if (!current.getInfo().getLifeCycleState().isRunning()) {
            return unavailable();
        }
        boolean electing = current.getInfo().isLeader();
        return notLeading(
                Failure.Certainty.NOT_APPLIED,
                electing ? "node " + self + " was just elected and is not ready" : "node " + self + " does not lead");
    }

    private Failure unavailable() {
        return new Failure(
                Failure.Code.UNAVAILABLE,
                Failure.Certainty.NOT_APPLIED,
                "node " + self + " is starting or stopping",
                null,
                RETRY_MILLIS);
    }

    private static boolean isReady(DivisionInfo state) {
        return state.isLeaderReady() && state.getLifeCycleState() == LifeCycle.State.RUNNING;
    }

    private RaftServer.Division started() {
        RaftServer.Division current = division.get();
        if (current == null) {
            throw new IllegalStateException("node " + self + " has not started");
        }
        return current;
    }

    /**
     * A reading of leadership.
     *
     * @param term the term it holds in
     * @param committedIndex the commit index read while ready in that term
     * @param refusal null if this node leads and is ready
     */
    record Standing(
            long term, long committedIndex, @Nullable Failure refusal) {
        static Standing refused(Failure failure) {
            return new Standing(0, 0, failure);
        }
    }
}
