package io.holdfast.server.raft;

import io.holdfast.model.command.Compact;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.server.port.Completion;
import io.holdfast.server.port.Proposer;
import io.holdfast.server.raft.RaftOptions.HistoryBounds;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.wire.CommandCodec;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps history within its bounds: on the leader, proposes to compact what is beyond them, in steps small enough that
 * apply does not stall.
 *
 * <p>Age is counted from when this node first saw a revision, on its monotonic clock, whoever leads: after a restart
 * history lives up to one bound longer, never shorter. Confined to the ticker thread, but for the mark that one step is under way.
 */
final class Compactor {
    /**
     * No step drops more revisions than this: a few milliseconds of apply. With a step at every tick that is more
     * than any load can write.
     */
    static final long STEP = 5_000;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MARKS = 360;

    private final HistoryBounds bounds;
    private final CoordinationState state;
    private final Supplier<@Nullable Failure> leadership;
    private final Proposer proposer;
    private final Clocks clocks;
    private final ArrayDeque<Mark> marks = new ArrayDeque<>();
    private final AtomicBoolean stepping = new AtomicBoolean();
    /** The newest revision known to be older than the bound. */
    private long aged;

    private long lastStep;

    /**
     * A compactor.
     *
     * @param leadership null while this node leads and is ready
     */
    Compactor(
            HistoryBounds bounds,
            CoordinationState state,
            Supplier<@Nullable Failure> leadership,
            Proposer proposer,
            Clocks clocks) {
        this.bounds = bounds;
        this.state = state;
        this.leadership = leadership;
        this.proposer = proposer;
        this.clocks = clocks;
        this.lastStep = clocks.nanos() - PAUSE_NANOS;
    }

    /** Notes the time of the newest revision; the leader proposes a step if history is beyond its bounds. */
    void tick() {
        long now = clocks.nanos();
        mark(now);
        long compacted = state.compactedRevision();
        long floor = Math.min(floor(now), compacted + STEP);
        // Whole steps follow each other at once; the rest waits a little, or each write would bring a compaction.
        boolean due = floor - compacted == STEP || (floor > compacted && now - lastStep >= PAUSE_NANOS);
        if (due && leadership.get() == null && stepping.compareAndSet(false, true)) {
            lastStep = now;
            Compact command = new Compact(floor);
            proposer.propose(
                    new EncodedCommand(command, CommandCodec.encode(command)), now + PATIENCE_NANOS, new Step());
        }
    }

    /** The oldest revision that all three bounds let stay readable. */
    private long floor(long now) {
        while (!marks.isEmpty() && now - marks.element().nanos() >= bounds.age().toNanos()) {
            aged = marks.remove().revision();
        }
        return Math.max(
                aged, state.compactionFloor(bounds.bytes(), bounds.revisions()).orElse(0));
    }

    private void mark(long now) {
        Mark newest = marks.peekLast();
        if (newest == null || now - newest.nanos() >= bounds.age().toNanos() / MARKS) {
            marks.add(new Mark(now, state.revision()));
        }
    }

    /** At this time the store was at this revision. */
    private record Mark(long nanos, long revision) {}

    /** Ends a step, whatever came of it: the next tick looks at the state. */
    private final class Step implements Completion {
        @Override
        public void answered(Outcome outcome) {
            stepping.set(false);
        }

        @Override
        public void failed(Failure failure) {
            stepping.set(false);
        }
    }
}
