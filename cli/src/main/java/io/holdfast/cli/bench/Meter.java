package io.holdfast.cli.bench;

import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.Failures;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * What a load measures: latencies of acknowledged operations, failures by code, and the longest time in which nothing
 * was acknowledged. Recording is for any thread; {@link #interval} and {@link #reset} belong to one.
 */
public final class Meter {
    /** Latencies are kept in microseconds up to this; longer ones count as this. */
    private static final long MAX_MICROS = 120_000_000;

    private static final int DIGITS = 3;

    private final Recorder latencies = new Recorder(MAX_MICROS, DIGITS);
    private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
    private final AtomicLong lastAcknowledged = new AtomicLong();
    private final LongAccumulator longestGap = new LongAccumulator(Math::max, 0);
    private Histogram total = new Histogram(MAX_MICROS, DIGITS);

    /** An operation that was sent at {@code sentNanos} was acknowledged at {@code nowNanos}. */
    public void acknowledged(long sentNanos, long nowNanos) {
        acknowledged(sentNanos, nowNanos, 1);
    }

    /** So many operations that were sent together were acknowledged together. */
    public void acknowledged(long sentNanos, long nowNanos, int operations) {
        if (operations == 0) {
            return;
        }
        latencies.recordValueWithCount(Math.min(MAX_MICROS, (nowNanos - sentNanos) / 1000), operations);
        long gap = nowNanos - lastAcknowledged.getAndSet(nowNanos);
        if (gap > longestGap.get()) {
            longestGap.accumulate(gap);
        }
    }

    /** An operation failed. */
    public void failed(Throwable thrown) {
        CliException explained = Failures.explain(thrown);
        failures.computeIfAbsent(explained.code(), code -> new LongAdder()).increment();
    }

    /** Forgets everything measured so far. */
    public void reset(long nowNanos) {
        latencies.reset();
        failures.clear();
        lastAcknowledged.set(nowNanos);
        longestGap.reset();
        total = new Histogram(MAX_MICROS, DIGITS);
    }

    /** What was recorded since the last call. */
    public Histogram interval() {
        Histogram interval = latencies.getIntervalHistogram();
        total.add(interval);
        return interval;
    }

    /** Everything handed out by {@link #interval} since the last reset. */
    public Histogram total() {
        return total;
    }

    /** Failures by code. */
    public Map<String, Long> failures() {
        Map<String, Long> counts = new TreeMap<>();
        failures.forEach((code, count) -> counts.put(code, count.sum()));
        return counts;
    }

    /** The longest time between two acknowledgements, the time since the last one included. */
    public long longestGapNanos(long nowNanos) {
        return Math.max(longestGap.get(), nowNanos - lastAcknowledged.get());
    }
}
