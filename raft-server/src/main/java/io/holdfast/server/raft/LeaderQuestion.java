package io.holdfast.server.raft;

import io.holdfast.model.Leader;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.raft.RaftOptions.MemberAddress;
import io.holdfast.wire.PeerReply;
import io.holdfast.wire.PeerRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The barrier of a node that does not lead: it asks the one that does for a read index. That one answers behind a barrier
 * of its own, begun after the question came; one that does not lead any more refuses, so an old leader cannot mislead.
 *
 * <p>Safe for any thread; the listener hears on gRPC's event loops, or at once.
 */
final class LeaderQuestion implements LeadershipBarrier {
    private static final long RETRY_MILLIS = 50;

    private final String self;
    private final LeaderView view;
    private final Link link;
    private final ServerMetrics metrics;

    /**
     * A way to ask.
     *
     * @param self this node's id
     * @param view says whom to ask
     * @param link carries the question
     * @param metrics hears of questions that got no index
     */
    LeaderQuestion(String self, LeaderView view, Link link, ServerMetrics metrics) {
        this.self = self;
        this.view = view;
        this.link = link;
        this.metrics = metrics;
    }

    /**
     * The way to ask over the peer link.
     *
     * @param patience how long whoever asks waits before asking anew
     */
    static LeaderQuestion of(
            RaftOptions options, LeaderView view, PeerLink peers, Duration patience, ServerMetrics metrics) {
        // Nobody waits for it any more by then: this only ends the call.
        long timeoutMillis = 2 * patience.toMillis();
        return new LeaderQuestion(
                options.node(),
                view,
                (leader, request) -> peers.readIndex(MemberAddress.of(leader), request, timeoutMillis),
                metrics);
    }

    @Override
    public void begin(Listener listener) {
        Leader leader = view.leader();
        if (leader == null || leader.node().equals(self) || leader.address().isEmpty()) {
            listener.refused(nobodyToAsk());
        } else {
            ask(leader, listener);
        }
    }

    private void ask(Leader leader, Listener listener) {
        link.readIndex(leader, new PeerRequest.ReadIndex(self)).whenComplete((reply, thrown) -> {
            if (reply instanceof PeerReply.Index found) {
                listener.passed(found.index());
                return;
            }
            metrics.questionFailed();
            Leader now = view.leader();
            if (now != null && !now.equals(leader) && !now.node().equals(self)) {
                // Another one was elected meanwhile. Each round ends with a new leader or with an answer.
                begin(listener);
            } else if (reply instanceof PeerReply.NoIndex refused) {
                listener.refused(told(leader, refused.failure()));
            } else {
                listener.refused(silent(leader, thrown));
            }
        });
    }

    private Failure nobodyToAsk() {
        return new Failure(
                Failure.Code.NO_LEADER,
                Failure.Certainty.NOT_APPLIED,
                "node " + self + " does not lead and knows no leader to ask for a read index",
                null,
                RETRY_MILLIS);
    }

    private static Failure told(Leader asked, Failure answer) {
        return new Failure(
                answer.code(),
                Failure.Certainty.NOT_APPLIED,
                "node " + asked.node() + ", asked for a read index, answered: " + answer.message(),
                answer.leader(),
                answer.retryAfterMillis());
    }

    private Failure silent(Leader asked, @Nullable Throwable thrown) {
        return new Failure(
                Failure.Code.NO_LEADER,
                Failure.Certainty.NOT_APPLIED,
                "node " + self + " got no read index from node " + asked.node() + ", which leads as far as it knows: "
                        + thrown,
                null,
                RETRY_MILLIS);
    }

    /** Carries questions to other nodes. */
    @FunctionalInterface
    interface Link {
        /** Asks the leader; the answer, or why there is none, completes the future within a bounded time. */
        CompletableFuture<PeerReply.ReadIndexed> readIndex(Leader leader, PeerRequest.ReadIndex question);
    }
}
