package io.holdfast.server.trace;

import java.time.Duration;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of slow requests: one line each, at most {@value #LINES} a second, and how many more there were.
 *
 * <p>{@link #note} costs its caller, an event loop most often, next to nothing and never blocks: lines are made and written
 * once a second on a thread of its own.
 */
public final class SlowRequests implements AutoCloseable {
    static final int LINES = 5;

    private static final Logger LOG = LoggerFactory.getLogger(SlowRequests.class);
    private static final long OFF = Long.MAX_VALUE;
    private static final double NANOS_PER_MILLI = 1e6;

    private final String node;
    private final long thresholdNanos;
    private final WaitHistory waits;
    private final Consumer<String> lines;
    private final Queue<SlowRequest> noted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger seen = new AtomicInteger();
    private final ScheduledExecutorService executor;

    /**
     * A log without its own beat: {@link #write} is somebody else's to call.
     *
     * @param node stands in every line
     * @param threshold from here on a request is slow; zero for never
     * @param waits what this node's log waited for
     * @param lines takes each line
     */
    SlowRequests(String node, Duration threshold, WaitHistory waits, Consumer<String> lines) {
        this.node = node;
        this.thresholdNanos = threshold.isZero() ? OFF : threshold.toNanos();
        this.waits = waits;
        this.lines = lines;
        this.executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "slow-requests");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Begins to write.
     *
     * @param node stands in every line
     * @param threshold from here on a request is slow; zero for never
     * @param waits what this node's log waited for
     */
    public static SlowRequests start(String node, Duration threshold, WaitHistory waits) {
        SlowRequests slow = new SlowRequests(node, threshold, waits, LOG::warn);
        if (slow.thresholdNanos != OFF) {
            slow.executor.scheduleWithFixedDelay(slow::writeOrSay, 1, 1, TimeUnit.SECONDS);
        }
        return slow;
    }

    /** Whether a request that took so long is slow. */
    public boolean isSlow(long nanos) {
        return nanos >= thresholdNanos;
    }

    /** A request was slow. Any thread; never blocks. */
    public void note(SlowRequest request) {
        if (seen.getAndIncrement() < LINES) {
            noted.add(request);
        }
    }

    /** Writes what was noted since the last time. One thread at a time. */
    void write() {
        int all = seen.getAndSet(0);
        for (SlowRequest request = noted.poll(); request != null; request = noted.poll()) {
            lines.accept(line(request));
        }
        if (all > LINES) {
            lines.accept("slow requests node=" + node + " more=" + (all - LINES) + " cause=\"only " + LINES
                    + " a second are written out\"");
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    private void writeOrSay() {
        try {
            write();
        } catch (RuntimeException e) {
            // A throw from here would end the writing for good.
            LOG.error("a slow request could not be written down node={}", node, e);
        }
    }

    private String line(SlowRequest request) {
        Diagnosis why = Diagnosis.of(request, waits);
        return "slow request node=" + node + " kind=" + request.kind().word() + " "
                + RequestText.of(request.request()) + " client="
                + request.caller().principal() + " address="
                + request.caller().address() + " total="
                + String.format(Locale.ROOT, "%.0fms", request.totalNanos() / NANOS_PER_MILLI) + " stage="
                + why.stage() + " " + why.parts()
                + (request.failure() == null
                        ? ""
                        : " failure=" + request.failure().name().toLowerCase(Locale.ROOT))
                + " cause=\"" + why.meaning() + "\"";
    }
}
