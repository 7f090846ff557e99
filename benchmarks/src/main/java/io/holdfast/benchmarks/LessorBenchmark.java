package io.holdfast.benchmarks;

import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.lease.AppliedLeases;
import io.holdfast.server.lease.Leading;
import io.holdfast.server.lease.Lessor;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.port.LeaseService;
import io.holdfast.statemachine.CoordinationState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What leases cost the leader: one operation is 10 ms of simulated time, with as many renewals as fall into it when each
 * lease is renewed every 3 s, each in a request of its own. A score of 10 000 µs is one core; a quarter of one is 2 500.
 * The wire and the barrier's heartbeats are outside of the score.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
public class LessorBenchmark implements Leading {
    private static final long TICK_MILLIS = 10;
    private static final long RENEWED_EVERY_MILLIS = 3_000;
    private static final long TTL_MILLIS = 10_000;
    private static final int GRANTS = 1_000;

    /** How many leases. */
    @Param({"100000", "1000000"})
    public int leases = 100_000;

    private final CoordinationState state = new CoordinationState();
    private final Counting answers = new Counting();
    private long nanos;
    private long due;
    private long next;
    private Lessor lessor = lessor();

    /** Grants every lease and lets the Lessor begin. */
    @Setup
    public void grant() {
        for (int lease = 1; lease <= leases; lease += GRANTS) {
            List<Command> grants = new ArrayList<>(GRANTS);
            for (int i = 0; i < GRANTS; i++) {
                grants.add(new LeaseCommand.Grant((long) lease + i, TTL_MILLIS));
            }
            state.apply(new CommandBatch(1, 1, lease / GRANTS + 1, grants));
        }
        lessor = lessor();
        lessor.tick();
    }

    private Lessor lessor() {
        return new Lessor(new Lessor.Core(
                this,
                (deadlineNanos, listener) -> listener.passed(),
                (command, deadlineNanos, completion) -> {
                    throw new IllegalStateException("a lease is silent: " + command.command());
                },
                new AppliedLeases(state),
                () -> nanos,
                Runnable::run,
                Runnable::run,
                new ServerMetrics()));
    }

    @Override
    public long term() {
        return 1;
    }

    @Override
    public @Nullable Failure refusal() {
        return null;
    }

    /** 10 ms in the life of a leader; returns how many renewals were acknowledged so far. */
    @Benchmark
    public long tick() {
        nanos += TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
        due += leases * TICK_MILLIS;
        while (due >= RENEWED_EVERY_MILLIS) {
            due -= RENEWED_EVERY_MILLIS;
            next = next % leases + 1;
            lessor.renew(List.of(LeaseName.any(next)), nanos + TimeUnit.SECONDS.toNanos(5), answers);
        }
        lessor.tick();
        return answers.renewed;
    }

    /** Counts what it hears. */
    private static final class Counting implements LeaseService.Answer<List<Renewal>> {
        private long renewed;

        @Override
        public void answered(List<Renewal> renewals) {
            renewed += renewals.size();
        }

        @Override
        public void failed(Failure failure) {
            throw new IllegalStateException(failure.toString());
        }
    }
}
