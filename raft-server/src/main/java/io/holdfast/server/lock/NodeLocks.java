package io.holdfast.server.lock;

import io.holdfast.server.lease.AppliedLeases;
import io.holdfast.server.lease.Leading;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.port.LockHub;
import io.holdfast.server.port.Proposer;
import io.holdfast.server.port.SessionDirectory;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.LockChange;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/** What one node does about locks beside applying commands: times them while it leads, tells their owners, counts. */
public final class NodeLocks {
    private final LockTimer timer;
    private final GrantHub hub;
    private final LockFigures figures;
    private final RevokedLines lines;
    private final Leading leading;
    private final Executor replies;

    /**
     * The locks of a node.
     *
     * @param leading whether this node leads
     * @param proposer takes the commands that end holds and delays
     * @param state whose locks and sessions these are
     * @param clock monotonic nanoseconds
     * @param replies hands out the answers of log entries, one task at a time, in order: streams are woken on it
     * @param readers goes over the applied state when this node begins to lead
     * @param metrics shows and counts
     */
    public NodeLocks(
            Leading leading,
            Proposer proposer,
            CoordinationState state,
            LongSupplier clock,
            Executor replies,
            Executor readers,
            ServerMetrics metrics) {
        SessionDirectory sessions = new AppliedLeases(state);
        this.timer = new LockTimer(new LockTimer.Core(leading, proposer, state::timedLocks, clock, readers));
        this.hub = new GrantHub(sessions, replies, metrics.locks());
        this.figures = new LockFigures(metrics.locks());
        this.lines = new RevokedLines(sessions);
        this.leading = leading;
        this.replies = replies;
        metrics.gauge(
                "locks.live.count",
                "Locks that are held, waited for, kept free for a while, or fixed",
                () -> state.locks().size());
        metrics.gauge("locks.held.count", "Holds of locks", () -> state.locks().holdCount());
        metrics.gauge(
                "locks.waiting.count",
                "Acquisitions that wait",
                () -> state.locks().waitCount());
        metrics.gauge("locks.timed.count", "Holds and lock-delays that this node, the leader, times", timer::running);
        metrics.gauge("locks.followed.count", "Sessions that clients follow on this node", hub::followed);
    }

    /** Where the owners of sessions hear what befalls their acquisitions. */
    public LockHub hub() {
        return hub;
    }

    /** The state holds these changes, and nobody who waits for the entry was told yet. The apply thread. */
    public void applying(List<LockChange> changes) {
        timer.applied(changes);
    }

    /** Those who wait for the entry are being told. The apply thread, which it does not hold up. */
    public void applied(List<LockChange> changes) {
        if (changes.isEmpty()) {
            return;
        }
        figures.count(changes);
        hub.applied(changes);
        List<LockChange.Ended> revoked = RevokedLines.among(changes);
        // Every node applies it, and again after a start: one of them is to write of it, once.
        if (!revoked.isEmpty() && leading.term() != Leading.NOWHERE) {
            replies.execute(() -> lines.write(revoked));
        }
    }

    /** The state is now that of an installed snapshot. The apply thread. */
    public void installed() {
        hub.installed();
    }

    /** Every few milliseconds, on the ticker thread. */
    public void tick() {
        timer.tick();
    }

    /** Proposes nothing more: the node is closing. */
    public void stop() {
        timer.stop();
    }
}
