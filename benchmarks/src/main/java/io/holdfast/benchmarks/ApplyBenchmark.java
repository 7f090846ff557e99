package io.holdfast.benchmarks;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.Compact;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.statemachine.Applied;
import io.holdfast.statemachine.CoordinationState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a put costs the apply thread: checks, tree, event log, digests, and the compaction that keeps 128 MiB of
 * history. Values have 256 bytes. The commands are made outside of the score, but each put brings key and value of its own,
 * as a decoder would make them. With {@link #sessions} each put is a request of a session, whose outcome is kept until the
 * client confirms it, {@value #UNCONFIRMED} requests later.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx2g", "-XX:+UseParallelGC"})
public class ApplyBenchmark {
    private static final int BATCH = 100;
    private static final long HISTORY_BYTES = 128L << 20;
    private static final long HISTORY_REVISIONS = 1_000_000;

    private static final int UNCONFIRMED = 32;

    /** Over how many sessions the puts are spread, in runs; 0 for puts without one. */
    @Param({"0", "1", "100"})
    public int sessions = 0;

    /** How many keys. */
    @Param({"10000", "1000000"})
    public int keys = 10_000;

    private final Random random = new Random(1);
    private final CoordinationState state = new CoordinationState();
    private byte[][] drawn = {};
    private CommandBatch next = new CommandBatch(0, 1, 1, List.of());
    private long[] sequences = {};
    private long batches;

    /** Puts every key once. */
    @Setup
    public void fill() {
        drawn = new byte[keys][];
        for (int i = 0; i < keys; i++) {
            drawn[i] = String.format("registry/service/%015d", i).getBytes(StandardCharsets.UTF_8);
            state.apply(batch(List.of(put(i))));
        }
        sequences = new long[sessions];
        for (int i = 0; i < sessions; i++) {
            state.apply(batch(List.of(new SessionCommand.Open(1 + i, 10_000, "benchmark", "nobody", "nowhere"))));
        }
    }

    /** Makes the next batch. */
    @Setup(Level.Invocation)
    public void make() {
        List<Command> commands = new ArrayList<>(BATCH);
        for (int i = 0; i < BATCH; i++) {
            commands.add(within(i, put(random.nextInt(keys))));
        }
        state.compactionFloor(HISTORY_BYTES, HISTORY_REVISIONS).ifPresent(floor -> commands.add(new Compact(floor)));
        next = batch(commands);
    }

    /** A batch of puts on random keys; the score is for one of them. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Applied put() {
        return state.apply(next);
    }

    /** Runs of requests, as clients that gather them send them; which sessions changes from batch to batch. */
    private Command within(int place, Put put) {
        if (sessions == 0) {
            return put;
        }
        int runs = Math.min(sessions, 10);
        int session = (int) ((batches * runs + place / (BATCH / runs)) % sessions);
        long sequence = ++sequences[session];
        return new SessionCommand.Once(1 + session, sequence, Math.max(1, sequence - UNCONFIRMED), put);
    }

    private CommandBatch batch(List<Command> commands) {
        return new CommandBatch(batches, 1, ++batches, commands);
    }

    private Put put(int key) {
        byte[] value = new byte[256];
        value[random.nextInt(value.length)] = (byte) key;
        return new Put(Bytes.copyOf(drawn[key]), Bytes.wrap(value));
    }
}
