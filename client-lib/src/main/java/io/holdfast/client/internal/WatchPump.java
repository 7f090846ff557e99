package io.holdfast.client.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the work of one watch on an executor of many: after every {@link #wake} at least once more, never twice at a time.
 * Safe for any thread.
 */
public final class WatchPump {
    private static final Logger LOG = LoggerFactory.getLogger(WatchPump.class);

    private final Executor executor;
    private final Runnable work;
    private final AtomicInteger due = new AtomicInteger();

    /**
     * A pump at rest.
     *
     * @param executor runs the work
     * @param work what to do; must not throw
     */
    public WatchPump(Executor executor, Runnable work) {
        this.executor = executor;
        this.work = work;
    }

    /** Sees that the work runs after this call. Never blocks. */
    public void wake() {
        if (due.getAndIncrement() == 0) {
            hand(executor, this::run);
        }
    }

    private void run() {
        int seen = due.get();
        try {
            work.run();
        } finally {
            if (due.addAndGet(-seen) != 0) {
                hand(executor, this::run);
            }
        }
    }

    /** Gives a task to a callback executor, or to the common pool if that one refuses it: consumers wait for it. */
    static void hand(Executor executor, Runnable task) {
        try {
            executor.execute(task);
        } catch (RuntimeException | Error e) {
            // Whatever an executor throws: it must not reach the loop, which brought the news for every other watch
            // too.
            LOG.warn("callback executor refused watch events, delivering them on the common pool", e);
            ForkJoinPool.commonPool().execute(task);
        }
    }
}
