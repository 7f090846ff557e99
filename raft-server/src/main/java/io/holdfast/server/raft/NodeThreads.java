package io.holdfast.server.raft;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.ratis.server.RaftServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of a node's core: {@code ticker} (deadlines, leader changes, watches), {@code replies} (appends the next
 * entry, then hands out the answers of the last), {@code read} (queries), {@code barrier} (barriers, and
 * what is told behind them without a query), {@code watch} (finds whose new events are), {@code snapshot} (writes
 * them, at low priority) and {@code join} (start).
 *
 * <p>A task that throws is a bug and stops the node. After {@link #shutdown} tasks are dropped silently: by then nothing
 * waits for them.
 */
final class NodeThreads {
    private static final Logger LOG = LoggerFactory.getLogger(NodeThreads.class);
    private static final long TICK_MILLIS = 10;
    private static final long WATCH_MILLIS = 500;
    private static final int READ_THREADS = 2;

    private final String node;
    private final FailStop failStop;
    private final ScheduledThreadPoolExecutor ticker;
    private final ExecutorService replies;
    private final ExecutorService reads;
    private final ExecutorService barriers;
    private final ExecutorService watches;
    private final ExecutorService snapshots;
    private final CountDownLatch joined = new CountDownLatch(1);
    private volatile boolean joining;

    NodeThreads(String node, FailStop failStop) {
        this.node = node;
        this.failStop = failStop;
        this.ticker = new ScheduledThreadPoolExecutor(1, named("ticker"), new ThreadPoolExecutor.DiscardPolicy());
        ticker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.replies = pool("replies", 1);
        this.reads = pool("read", READ_THREADS);
        this.barriers = pool("barrier", 1);
        this.watches = pool("watch", 1);
        this.snapshots = pool("snapshot", 1);
    }

    /** Runs one task at a time, in order. */
    Executor ticker() {
        return task -> ticker.execute(guarded(task));
    }

    /** Runs one task at a time, in order. */
    Executor replies() {
        return task -> replies.execute(guarded(task));
    }

    /** Runs tasks in parallel. */
    Executor reads() {
        return task -> reads.execute(guarded(task));
    }

    /** Runs one task at a time, in order: only short ones, sessions live by it. */
    Executor barriers() {
        return task -> barriers.execute(guarded(task));
    }

    /** Runs one task at a time, in order. */
    Executor watches() {
        return task -> watches.execute(guarded(task));
    }

    /** Runs one task at a time, in order; tasks may take minutes. Their priority is a hint; they pace themselves. */
    @SuppressWarnings("ThreadPriorityCheck")
    Executor snapshots() {
        return task -> snapshots.execute(() -> {
            Thread.currentThread().setPriority(Thread.MIN_PRIORITY);
            guarded(task).run();
        });
    }

    void startTicking(Runnable tick, Runnable watch) {
        ticker.scheduleWithFixedDelay(guarded(tick), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        ticker.scheduleWithFixedDelay(guarded(watch), WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Runs the start of the node on a thread of its own. */
    void join(Runnable start) {
        joining = true;
        named("join")
                .newThread(() -> {
                    try {
                        start.run();
                    } finally {
                        joined.countDown();
                    }
                })
                .start();
    }

    /** Makes a connection anew, or hands leadership on, which takes some seconds, on a thread of its own. */
    void renew(Runnable task) {
        named("renew").newThread(guarded(task)).start();
    }

    /** Waits until a start under way has come to its end. */
    void awaitJoined(Duration patience) {
        try {
            if (joining && !joined.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("stopping while the start is still under way node={}", node);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until a condition holds, looking every few milliseconds, or the deadline passes. */
    void awaitTrue(BooleanSupplier condition, long deadlineNanos) {
        if (condition.getAsBoolean()) {
            return;
        }
        CountDownLatch holds = new CountDownLatch(1);
        Runnable look = () -> {
            if (condition.getAsBoolean()) {
                holds.countDown();
            }
        };
        var looking = ticker.scheduleWithFixedDelay(guarded(look), 0, 2, TimeUnit.MILLISECONDS);
        try {
            if (!holds.await(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                LOG.warn("stopping with operations under way node={}", node);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            looking.cancel(false);
        }
    }

    /** Closes Ratis, which waits for committed entries to be applied, but no longer than until the deadline. */
    void close(RaftServer server, long deadlineNanos) {
        CountDownLatch closed = new CountDownLatch(1);
        named("close")
                .newThread(() -> {
                    try {
                        server.close();
                    } catch (IOException e) {
                        LOG.warn("closing Raft failed node={} cause=\"{}\"", node, e.toString());
                    } finally {
                        closed.countDown();
                    }
                })
                .start();
        try {
            long left = Math.max(TimeUnit.SECONDS.toNanos(1), deadlineNanos - System.nanoTime());
            if (!closed.await(left, TimeUnit.NANOSECONDS)) {
                LOG.warn("closing Raft takes too long, leaving it node={}", node);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void shutdown() {
        ticker.shutdown();
        replies.shutdown();
        reads.shutdown();
        barriers.shutdown();
        watches.shutdown();
        snapshots.shutdown();
    }

    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                failStop.fail(
                        "a task of node " + node + " broke an invariant (" + e + "); this is a bug, please report it",
                        e);
            }
        };
    }

    private ExecutorService pool(String name, int size) {
        return new ThreadPoolExecutor(
                size,
                size,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                named(name),
                new ThreadPoolExecutor.DiscardPolicy());
    }

    private ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, "holdfast-" + node + "-" + name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
