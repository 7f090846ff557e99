package io.holdfast.server.lease;

import static java.util.Objects.requireNonNull;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.Put;
import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.port.LeaseService.Answer;
import io.holdfast.server.port.Proposer.Proposal;
import io.holdfast.statemachine.Applied;
import io.holdfast.statemachine.CoordinationState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One node with a real state, a clock, a log and barriers that do what the test says. Confined to one thread. */
final class LessorFixture implements Leading {
    static final long TICK_MILLIS = 10;

    final CoordinationState state = new CoordinationState();
    final List<Proposal> held = new ArrayList<>();
    final List<LeaseCommand> proposed = new ArrayList<>();
    final List<Barrier.Listener> barriers = new ArrayList<>();
    Lessor lessor;
    long nanos = 77;
    long term = 1;
    private long batches;
    /** Happens once, amid the next tick: after time was read, before the inbox is. */
    Runnable atLookForTerm = () -> {};
    /** Runs looks at attached keys. */
    Executor queries = Runnable::run;
    /** Whether what is proposed waits in {@link #held} for the test. */
    boolean holding;
    /** Whether barriers wait in {@link #barriers} for the test. */
    boolean barriersWait;

    @Nullable
    Failure barrierFailure;

    LessorFixture() {
        lessor = another();
    }

    /** A Lessor of another life of this node. */
    Lessor another() {
        return new Lessor(new Lessor.Core(
                this,
                this::barrier,
                this::propose,
                new AppliedLeases(state),
                () -> nanos,
                Runnable::run,
                task -> queries.execute(task),
                new ServerMetrics()));
    }

    @Override
    public long term() {
        Runnable happens = atLookForTerm;
        atLookForTerm = () -> {};
        happens.run();
        return term;
    }

    @Override
    public @Nullable Failure refusal() {
        return term == NOWHERE ? Failure.notApplied(Failure.Code.NOT_LEADER, "another node leads") : null;
    }

    private void barrier(long deadlineNanos, Barrier.Listener listener) {
        if (barriersWait) {
            barriers.add(listener);
        } else if (barrierFailure != null) {
            listener.failed(barrierFailure);
        } else {
            listener.passed();
        }
    }

    private void propose(
            io.holdfast.model.command.EncodedCommand command,
            long deadline,
            io.holdfast.server.port.Completion completion) {
        proposed.add((LeaseCommand) command.command());
        Proposal proposal = new Proposal(command, deadline, completion);
        if (holding) {
            held.add(proposal);
        } else {
            apply(proposal);
        }
    }

    /** The command is committed, applied and answered. */
    void apply(Proposal proposal) {
        proposal.completion().answered(commit(proposal.command().command()));
    }

    /** Lets every held command through. */
    void applyHeld() {
        List<Proposal> now = List.copyOf(held);
        held.clear();
        now.forEach(this::apply);
    }

    /** Fails every held command this way. */
    void failHeld(Failure failure) {
        List<Proposal> now = List.copyOf(held);
        held.clear();
        now.forEach(proposal -> proposal.completion().failed(failure));
    }

    /** Applies a command to the state, and lets the Lessor hear of it. */
    Outcome commit(Command command) {
        Applied applied = state.apply(new CommandBatch(1, 1, ++batches, List.of(command)));
        lessor.applied(applied.leases());
        return applied.outcomes().get(0);
    }

    void grant(long lease, long ttlMillis) {
        commit(new LeaseCommand.Grant(lease, ttlMillis));
    }

    void attach(long lease, String key) {
        commit(new Put(Bytes.utf8(key), Bytes.EMPTY, lease, false, false, false));
    }

    boolean exists(long lease) {
        return state.leases().get(lease) != null;
    }

    long bound(long lease) {
        return requireNonNull(state.leases().get(lease)).boundMillis();
    }

    /** Lets so much time pass, with the ticks of a healthy machine. */
    void run(long millis) {
        for (long done = 0; done < millis; done += TICK_MILLIS) {
            nanos += TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
            lessor.tick();
        }
    }

    /** Lets so much time pass in which nothing runs. */
    void pause(long millis) {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    Heard<List<Renewal>> renew(Long... leases) {
        return renew(Stream.of(leases).map(LeaseName::any).toList());
    }

    Heard<List<Renewal>> renew(List<LeaseName> leases) {
        Heard<List<Renewal>> heard = new Heard<>();
        lessor.renew(leases, nanos + TimeUnit.SECONDS.toNanos(10), heard);
        return heard;
    }

    Heard<LeaseLife> timeToLive(long lease, boolean keys) {
        Heard<LeaseLife> heard = new Heard<>();
        lessor.timeToLive(lease, keys, nanos + TimeUnit.SECONDS.toNanos(10), heard);
        return heard;
    }

    /** Renews as a client does, four times within the time to live, for so long. */
    void keepAlive(long lease, long ttlMillis, long millis) {
        for (long done = 0; done < millis; done += ttlMillis / 4) {
            renew(lease);
            run(ttlMillis / 4);
        }
    }

    <T extends LeaseCommand> List<T> proposed(Class<T> kind) {
        return proposed.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** What one asker heard. */
    static final class Heard<T> implements Answer<T> {
        private @Nullable T answer;
        private @Nullable Failure failure;
        private int times;
        private boolean flushed;

        @Override
        public void answered(T answered) {
            answer = answered;
            times++;
        }

        @Override
        public void failed(Failure reason) {
            failure = reason;
            times++;
        }

        @Override
        public void flush() {
            flushed = true;
        }

        boolean isOpen() {
            return times == 0;
        }

        T answer() {
            if (times != 1 || !flushed || answer == null) {
                throw new AssertionError("heard " + times + " times, flushed " + flushed + ", failure " + failure);
            }
            return answer;
        }

        Failure failure() {
            if (times != 1 || !flushed || failure == null) {
                throw new AssertionError("heard " + times + " times, flushed " + flushed + ", answer " + answer);
            }
            return failure;
        }
    }
}
