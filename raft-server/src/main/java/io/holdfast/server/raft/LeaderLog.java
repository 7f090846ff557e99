package io.holdfast.server.raft;

import io.holdfast.model.Bytes;
import io.holdfast.model.Leader;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.raft.RaftOptions.MemberAddress;
import io.holdfast.wire.PeerReply;
import io.holdfast.wire.PeerRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The leader's log, wherever it is: this node's own, or that of the node that leads, over the peer link. Safe for any
 * thread; sinks hear on the calling thread, on Ratis' threads or on gRPC's event loops.
 */
final class LeaderLog implements ReplicatedLog {
    /** So many sendings in a row must fail before writes are refused. */
    static final int MAX_FAILURES = 3;

    /** So long after the last of them writes are taken again, to see. */
    static final long TRY_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long RETRY_MILLIS = 100;

    /** The slowest link that carries large entries: a mebibyte a second. */
    private static final int BYTES_A_MILLI = 1_024;

    private final String self;
    private final LeaderView view;
    private final LocalLog local;
    private final Link link;
    private final LongSupplier clock;
    private final ServerMetrics metrics;
    private final AtomicInteger failures = new AtomicInteger();
    /** When the last sending failed; after some time one is tried again. */
    private volatile long failedAt;

    /** The leader that sendings to failed. */
    private volatile @Nullable Leader failed;

    /**
     * A way to the log.
     *
     * @param self this node's id
     * @param view says who leads
     * @param local this node's own log
     * @param link carries entries to other nodes
     * @param clock monotonic nanoseconds
     * @param metrics hears of entries handed on
     */
    LeaderLog(String self, LeaderView view, LocalLog local, Link link, LongSupplier clock, ServerMetrics metrics) {
        this.self = self;
        this.view = view;
        this.local = local;
        this.link = link;
        this.clock = clock;
        this.metrics = metrics;
    }

    /**
     * A way over the peer link. Who does not say that it took an entry within two election timeouts, and the time that
     * its bytes may take, is given up.
     */
    static LeaderLog of(RaftOptions options, LeaderView view, LocalLog local, PeerLink peers, ServerMetrics metrics) {
        long timeout = options.electionTimeoutMax().multipliedBy(2).toMillis();
        return new LeaderLog(
                options.node(),
                view,
                local,
                (leader, entry) -> peers.propose(
                        MemberAddress.of(leader), entry, timeout + entry.entry().size() / BYTES_A_MILLI),
                System::nanoTime,
                metrics);
    }

    @Override
    public @Nullable Failure refusal() {
        if (view.leads()) {
            return null;
        }
        Leader leader = leader();
        return leader == null ? view.refusal() : unreachable(leader);
    }

    /**
     * Why nothing is taken though a leader is known: several sendings to it failed in a row, the last of them lately. Who
     * waits here in vain may find another way.
     */
    private @Nullable Failure unreachable(Leader leader) {
        boolean broken = failures.get() >= MAX_FAILURES
                && leader.equals(failed)
                && clock.getAsLong() - failedAt < TRY_AGAIN_NANOS;
        return broken
                ? new Failure(
                        Failure.Code.NOT_LEADER,
                        Failure.Certainty.NOT_APPLIED,
                        "node " + self + " does not reach node " + leader.node() + ", which leads",
                        leader,
                        RETRY_MILLIS)
                : null;
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
            if (reply != null) {
                failures.set(0);
            } else {
                count(leader);
            }
            if (reply instanceof PeerReply.Accepted) {
                sink.accepted();
            } else if (reply instanceof PeerReply.NotAccepted refused) {
                sink.refused(refused.failure());
            } else {
                sink.gaveUp("node " + leader.node() + " did not answer: " + thrown);
            }
        });
    }

    private void count(Leader leader) {
        if (!leader.equals(failed)) {
            failures.set(0);
        }
        failedAt = clock.getAsLong();
        failed = leader;
        failures.incrementAndGet();
    }

    /** Carries entries to other nodes. */
    @FunctionalInterface
    interface Link {
        /** Hands an entry to the leader; its answer, or why there is none, completes the future within a bounded time. */
        CompletableFuture<PeerReply.Proposed> propose(Leader leader, PeerRequest.Propose entry);
    }
}
