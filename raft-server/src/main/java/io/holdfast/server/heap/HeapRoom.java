package io.holdfast.server.heap;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether there is room in the heap, judged by what is left after collections.
 *
 * <p>What one collection leaves is no measure: most look at the young objects only and leave garbage among the old ones.
 * So the least of several counts. The heap is <em>short</em> if even the emptiest moment of some minutes was above
 * {@value #SHORT_PERCENT} %: time to do something. It is <em>full</em> if each of the last collections left more than
 * {@value #FULL_PERCENT} %: from there it is a short way to collections that never end, in which a node answers nobody,
 * and to an OutOfMemoryError. It stays so until less than {@value #ROOMY_PERCENT} % is in use.
 *
 * <p>{@link #look} is for one thread; everything else is safe for any.
 */
public final class HeapRoom {
    /** More than this share of the heap in use for minutes is worth a warning. */
    static final int SHORT_PERCENT = 80;

    /** More than this share left by each of the last collections is full. */
    static final int FULL_PERCENT = 90;

    /** Less than this share in use, and there is room again. */
    static final int ROOMY_PERCENT = 85;

    /** So many collections in a row must agree. */
    static final int COLLECTIONS = 3;

    /** How long the least is looked for. */
    static final long MINUTES_NANOS = TimeUnit.MINUTES.toNanos(2);

    private static final Logger LOG = LoggerFactory.getLogger(HeapRoom.class);
    private static final int MEBIBYTE = 1 << 20;
    private static final String REMEDY =
            "delete keys, keep less history (history.max-bytes), or give the server more heap (HOLDFAST_SERVER_HEAP)";

    private final String node;
    private final Supplier<HeapReading> heap;
    private final LongSupplier nanos;
    private final long begun;

    /** What the collections of the last minutes left, oldest first; confined to the looking thread. */
    private final Deque<Left> left = new ArrayDeque<>();

    private long collections;
    private volatile Verdict verdict = new Verdict(Level.ROOMY, 0, 0);

    /** How full it is. */
    private enum Level {
        ROOMY,
        SHORT,
        FULL
    }

    /** What was seen last: {@code live} bytes at most are alive. */
    private record Verdict(Level level, long live, long max) {
        @Override
        public String toString() {
            return live / MEBIBYTE + " MiB of " + max / MEBIBYTE + " MiB of heap are in use after collections";
        }
    }

    private record Left(long bytes, long at) {}

    /** The heap of this process; nothing is known until somebody looks. */
    public HeapRoom(String node) {
        this(node, new JvmHeap(), System::nanoTime);
    }

    HeapRoom(String node, Supplier<HeapReading> heap, LongSupplier nanos) {
        this.node = node;
        this.heap = heap;
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
    }

    /** Looks how it stands; to be called several times a second. Writes a line when the verdict changes. */
    public void look() {
        HeapReading reading = heap.get();
        long now = nanos.getAsLong();
        if (reading.collections() != collections) {
            collections = reading.collections();
            left.add(new Left(reading.after(), now));
        }
        while (left.size() > COLLECTIONS && now - left.element().at() > MINUTES_NANOS) {
            left.remove();
        }
        Level before = verdict.level();
        verdict = new Verdict(judge(reading, now), live(reading), reading.max());
        if (before != verdict.level()) {
            log(before);
        }
    }

    /** Whether nothing may be let in that stays. */
    public boolean isFull() {
        return verdict.level() == Level.FULL;
    }

    /** What is wrong and what to do, empty if there is room. */
    public String warning() {
        Verdict seen = verdict;
        return seen.level() == Level.ROOMY ? "" : seen + "; " + REMEDY;
    }

    /** What was seen, in words. */
    public String seen() {
        return verdict.toString();
    }

    /** At most so many bytes are alive, as far as the last collections tell; for a gauge. */
    public long liveBytes() {
        return verdict.live();
    }

    private Level judge(HeapReading reading, long now) {
        Level before = verdict.level();
        int bound = before == Level.FULL ? ROOMY_PERCENT : FULL_PERCENT;
        if (left.size() >= COLLECTIONS && live(reading) > share(reading, bound)) {
            return Level.FULL;
        }
        boolean longEnough = now - begun > MINUTES_NANOS || before != Level.ROOMY;
        return longEnough && left.size() >= COLLECTIONS && least() > share(reading, SHORT_PERCENT)
                ? Level.SHORT
                : Level.ROOMY;
    }

    /** No more than this is alive: what was left of late, or all that is there. */
    private long live(HeapReading reading) {
        return Math.min(reading.used(), left.isEmpty() ? Long.MAX_VALUE : lastOnes());
    }

    /** The least that one of the last collections left. */
    private long lastOnes() {
        return left.stream()
                .skip(Math.max(0, left.size() - COLLECTIONS))
                .mapToLong(Left::bytes)
                .min()
                .orElse(0);
    }

    private long least() {
        return left.stream().mapToLong(Left::bytes).min().orElse(0);
    }

    private static long share(HeapReading reading, int percent) {
        return reading.max() / 100 * percent;
    }

    private void log(Level before) {
        switch (verdict.level()) {
            case FULL ->
                LOG.error(
                        "HEAP FULL node={} cause=\"{}\": writes that grow the state are refused, no snapshot is written; {}",
                        node,
                        verdict,
                        REMEDY);
            case SHORT -> {
                if (before == Level.ROOMY) {
                    LOG.warn("HEAP SHORT node={} cause=\"{}\"; {}", node, verdict, REMEDY);
                } else {
                    LOG.info("heap no longer full node={} seen=\"{}\"", node, verdict);
                }
            }
            case ROOMY -> LOG.info("heap has room again node={} seen=\"{}\"", node, verdict);
        }
    }
}
