package io.holdfast.server.lock;

import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.LockQuery;
import io.holdfast.server.lease.Leading;
import io.holdfast.server.lease.TermFence;
import io.holdfast.server.port.Completion;
import io.holdfast.server.port.Proposer;
import io.holdfast.statemachine.Applied;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.LockChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One node with a real state and a timer, and a clock and a log that do what the test says. Confined to one thread. */
final class LockFixture implements Leading, Proposer {
    static final long TICK_MILLIS = 10;
    static final long TTL_MILLIS = 10_000;

    final CoordinationState state = new CoordinationState();
    final List<Proposal> held = new ArrayList<>();
    final List<LockCommand> proposed = new ArrayList<>();
    final List<LockChange> happened = new ArrayList<>();
    private final Map<Long, Long> sequences = new HashMap<>();
    private long acquisitions;
    long nanos = Long.MAX_VALUE - TimeUnit.MINUTES.toNanos(1);
    long term = 1;
    /** What a new leader is told of the state. */
    Supplier<List<LockChange>> timed = state::timedLocks;
    /** Runs the reading of the state. */
    Executor readers = Runnable::run;
    /** Whether what is proposed waits in {@link #held} for the test. */
    boolean holding;
    /** Happens once, when the clock is looked at next. */
    Runnable atLookAtClock = () -> {};

    final LockTimer timer =
            new LockTimer(new LockTimer.Core(this, this, () -> timed.get(), this::now, task -> readers.execute(task)));

    private long now() {
        Runnable happens = atLookAtClock;
        atLookAtClock = () -> {};
        happens.run();
        return nanos;
    }

    @Override
    public long term() {
        return term;
    }

    @Override
    public @Nullable Failure refusal() {
        return term == NOWHERE ? Failure.notApplied(Failure.Code.NOT_LEADER, "another node leads") : null;
    }

    @Override
    public void propose(EncodedCommand command, long deadlineNanos, Completion completion) {
        proposed.add((LockCommand) command.command());
        Proposal proposal = new Proposal(command, deadlineNanos, completion);
        if (holding) {
            held.add(proposal);
        } else {
            apply(proposal);
        }
    }

    /** The command is committed in the term that is now, applied and answered. */
    void apply(Proposal proposal) {
        proposal.completion().answered(commit(proposal.command().command()));
    }

    void applyHeld() {
        List<Proposal> now = List.copyOf(held);
        held.clear();
        now.forEach(this::apply);
    }

    void failHeld(Failure failure) {
        List<Proposal> now = List.copyOf(held);
        held.clear();
        now.forEach(proposal -> proposal.completion().failed(failure));
    }

    private long batches;

    Outcome commit(Command command) {
        Applied applied = state.apply(TermFence.fenced(new CommandBatch(1, 1, ++batches, List.of(command)), term));
        happened.addAll(applied.locks());
        timer.applied(applied.locks());
        return applied.outcomes().get(0);
    }

    void open(long session) {
        commit(new SessionCommand.Open(session, TTL_MILLIS, "me", "spiffe://demo/client/app", "127.0.0.1:1"));
    }

    /** Within a request of the session. */
    Outcome once(long session, LockCommand command) {
        long sequence = sequences.merge(session, 1L, Long::sum);
        return commit(new SessionCommand.Once(session, sequence, sequence, command));
    }

    /** Acquires an exclusive lock; returns the acquisition's number. */
    long acquire(long session, String name, long maxHoldMillis, long delayMillis) {
        LockClaim claim = new LockClaim(LockMode.EXCLUSIVE, 1, 0, maxHoldMillis, delayMillis, "", "");
        long acquisition = ++acquisitions;
        once(session, new LockCommand.Acquire(session, acquisition, name, claim, true));
        return acquisition;
    }

    void release(long session, long acquisition, String name) {
        once(session, new LockCommand.Release(session, acquisition, name));
    }

    boolean holds(long session, long acquisition, String name) {
        return state.query(new LockQuery.Acquisition(session, acquisition, name)) instanceof LockOutcome.Granted;
    }

    /** Lets so much time pass, with the ticks of a healthy machine. */
    void run(long millis) {
        for (long done = 0; done < millis; done += TICK_MILLIS) {
            nanos += TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
            timer.tick();
        }
    }

    /** Lets so much time pass in which nothing runs. */
    void pause(long millis) {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** Another leader was elected and has gone, without this node's timer hearing of it in between, or with. */
    void deposed(boolean noticed) {
        long next = term + 2;
        if (noticed) {
            term = NOWHERE;
            timer.tick();
        }
        term = next;
    }
}
