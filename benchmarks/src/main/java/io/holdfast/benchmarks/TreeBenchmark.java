package io.holdfast.benchmarks;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyValue;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The candidates for the hottest structure of the house, see {@code docs/decisions/0001-persistent-tree.md}: keys of 32
 * bytes that share a prefix, replaced in batches of 100 with a publication after each. Time is sampled, because the
 * median survives a busy machine and an average does not.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx3g", "-XX:+UseParallelGC"})
public class TreeBenchmark {
    private static final int BATCH = 100;
    private static final int RANGE = 100;
    private static final int FILL = 1000;

    /** Which structure. */
    @Param
    public Structure structure = Structure.HOLDFAST;

    /** How many keys. */
    @Param({"10000", "1000000"})
    public int keys = 10_000;

    private final Random random = new Random(1);
    private final KeyValue[] batch = new KeyValue[BATCH];
    private Bytes[] drawn = {};
    private SortedStore store = Structure.HOLDFAST.create();

    /** Fills the structure in random order. */
    @Setup
    public void fill() {
        store = structure.create();
        drawn = new Bytes[keys];
        for (int i = 0; i < keys; i++) {
            drawn[i] = Bytes.utf8(String.format("registry/service/%015d", i));
        }
        Collections.shuffle(Arrays.asList(drawn), random);
        for (int from = 0; from < keys; from += FILL) {
            store.putAll(Arrays.stream(drawn, from, Math.min(keys, from + FILL))
                    .map(key -> new KeyValue(key, Bytes.EMPTY, 1, 1, 1, 0))
                    .toArray(KeyValue[]::new));
        }
    }

    /** A batch of replacements and its publication; the score is for one of them. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void put() {
        for (int i = 0; i < BATCH; i++) {
            batch[i] = new KeyValue(drawKey(), Bytes.EMPTY, 1, 1, 1, 0);
        }
        store.putAll(batch);
    }

    /** 100 single keys; the score is for one of them. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void get(Blackhole sink) {
        for (int i = 0; i < BATCH; i++) {
            sink.consume(store.get(drawKey()));
        }
    }

    /** 100 keys in order from a random one. */
    @Benchmark
    public long range() {
        return store.range(drawKey(), RANGE);
    }

    private Bytes drawKey() {
        return drawn[random.nextInt(drawn.length)];
    }
}
