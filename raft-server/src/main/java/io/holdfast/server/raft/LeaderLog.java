package io.holdfast.server.raft;

import io.holdfast.model.Bytes;
import io.holdfast.model.Leader;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.raft.RaftOptions.MemberAddress;
import io.holdfast.wire.PeerReply;
import io.holdfast.wire.PeerRequest;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The leader's log, wherever it is: this node's own, or that of the node that leads, over the peer link. Safe for any
 * thread; sinks hear on the calling thread, on Ratis' threads or on gRPC's event loops.
 */
final class LeaderLog implements ReplicatedLog {
    private final String self;
    private final LeaderView view;
    private final LocalLog local;
    private final Link link;
    private final ServerMetrics metrics;

    /**
     * A way to the log.
     *
     * @param self this node's id
     * @param view says who leads
     * @param local this node's own log
     * @param link carries entries to other nodes
     * @param metrics hears of entries handed on
     */
    LeaderLog(String self, LeaderView view, LocalLog local, Link link, ServerMetrics metrics) {
        this.self = self;
        this.view = view;
        this.local = local;
        this.link = link;
        this.metrics = metrics;
    }

    /** A way over the peer link. Who does not say within two election timeouts that it took an entry is given up. */
    static LeaderLog of(RaftOptions options, LeaderView view, LocalLog local, PeerLink peers, ServerMetrics metrics) {
        long timeout = options.electionTimeoutMax().multipliedBy(2).toMillis();
        return new LeaderLog(
                options.node(),
                view,
                local,
                (leader, entry) -> peers.propose(MemberAddress.of(leader), entry, timeout),
                metrics);
    }

    @Override
    public @Nullable Failure refusal() {
        return view.leads() || leader() != null ? null : view.refusal();
    }

    /** One whose address is not known yet cannot be sent to. */
    @Override
    public @Nullable Leader leader() {
        Leader leader = view.leader();
        return leader == null || leader.address().isEmpty() ? null : leader;
    }

    @Override
    public void send(LogEntry entry, Leader leader, Sink sink) {
        byte[] encoded = entry.encoded();
        if (leader.node().equals(self)) {
            local.append(entry.batch(), encoded, sink);
            return;
        }
        metrics.entryForwarded();
        link.propose(leader, new PeerRequest.Propose(self, Bytes.wrap(encoded))).whenComplete((reply, thrown) -> {
            if (reply instanceof PeerReply.Accepted) {
                sink.accepted();
            } else if (reply instanceof PeerReply.NotAccepted refused) {
                sink.refused(refused.failure());
            } else {
                sink.gaveUp("node " + leader.node() + " did not answer: " + thrown);
            }
        });
    }

    /** Carries entries to other nodes. */
    @FunctionalInterface
    interface Link {
        /** Hands an entry to the leader; its answer, or why there is none, completes the future within a bounded time. */
        CompletableFuture<PeerReply.Proposed> propose(Leader leader, PeerRequest.Propose entry);
    }
}
