package io.holdfast.server.raft;

import io.holdfast.server.trace.WaitRecord;
import io.holdfast.server.trace.Waits.Cause;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the record of what this node's log waits for, by looking at how far it has written, committed and applied.
 *
 * <p>{@link #tick} is the ticker's; the rest is safe for any thread.
 */
final class LogWaits {
    private final Supplier<RaftServer.@Nullable Division> division;
    private final AppliedIndex applied;
    private final BooleanSupplier idle;
    private final WaitRecord known = new WaitRecord(System.nanoTime());

    /**
     * Of one node.
     *
     * @param idle whether nothing that this node proposed is under way
     */
    LogWaits(Supplier<RaftServer.@Nullable Division> division, AppliedIndex applied, BooleanSupplier idle) {
        this.division = division;
        this.applied = applied;
        this.idle = idle;
    }

    /** What is known of it. */
    WaitRecord known() {
        return known;
    }

    /** How long this node's disk has been writing without an end. */
    long diskMillis() {
        return TimeUnit.NANOSECONDS.toMillis(known.lasting(Cause.DISK));
    }

    /** Looks; to be called every few milliseconds. */
    void tick() {
        RaftServer.Division current = division.get();
        boolean up = current != null && current.getInfo().getLifeCycleState().isRunning();
        known.look(System.nanoTime(), up ? cause(current) : null);
    }

    /**
     * What the oldest entry that is not applied here waits for. Asks nothing that takes a lock of Ratis' log, its last
     * index for one: whoever appends to a stuck disk holds it.
     */
    private @Nullable Cause cause(RaftServer.Division current) {
        long committed = current.getRaftLog().getLastCommittedIndex();
        boolean leads = current.getInfo().isLeader();
        return cause(applied.get(), committed, current.getRaftLog().getFlushIndex(), leads, idle.getAsBoolean());
    }

    /**
     * As above, of figures.
     *
     * @param applied the newest index applied here
     * @param committed the newest committed one this node knows of
     * @param flushed the newest one on this node's disk
     * @param leads whether this node is the leader
     * @param idle whether it has nothing of its own under way
     */
    static @Nullable Cause cause(long applied, long committed, long flushed, boolean leads, boolean idle) {
        if (applied < committed) {
            return Cause.APPLY;
        }
        if (leads && flushed > committed) {
            return Cause.FOLLOWERS;
        }
        // Neither written nor committed: on a leader its own disk has not taken it, else it is at another node.
        return idle ? null : leads ? Cause.DISK : Cause.LEADER;
    }
}
