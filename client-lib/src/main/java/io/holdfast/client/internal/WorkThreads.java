package io.holdfast.client.internal;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that engines work on: event loops, each of which carries whole clients, and a small pool for callbacks and
 * host name look-ups. One engine's own, or shared by several. Safe for any thread.
 *
 * <p>The pool is a fork-join pool because that one replaces a thread whose callback waits for another call of its client;
 * a fixed pool would stand still for good.
 */
public final class WorkThreads {
    private static final Logger LOG = LoggerFactory.getLogger(WorkThreads.class);

    private final EventLoopGroup loops;
    private final ForkJoinPool pool;

    // Guarded by this.
    private int users;
    private boolean ended;

    private WorkThreads(EventLoopGroup loops, ForkJoinPool pool) {
        this.loops = loops;
        this.pool = pool;
    }

    /**
     * Makes them; a thread starts when it has something to do.
     *
     * @param name what the threads' names begin with
     */
    public static WorkThreads of(String name, int loops, int callbackThreads) {
        ForkJoinPool pool = new ForkJoinPool(
                callbackThreads,
                of -> worker(of, name),
                (thread, thrown) -> LOG.error("a callback failed thread={}", thread.getName(), thrown),
                true);
        return new WorkThreads(EventLoops.group(name + "-io", loops), pool);
    }

    private static ForkJoinWorkerThread worker(ForkJoinPool pool, String name) {
        ForkJoinWorkerThread thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
        thread.setName(name + "-callback-" + thread.getPoolIndex());
        return thread;
    }

    /**
     * The loop of one more engine, in turns.
     *
     * @throws IllegalStateException after the end
     */
    synchronized EventLoop enter() {
        if (ended) {
            throw new IllegalStateException("these threads were closed");
        }
        users++;
        return loops.next();
    }

    /** One engine less. */
    synchronized void leave() {
        users--;
    }

    ForkJoinPool pool() {
        return pool;
    }

    /** Whether the calling thread runs callbacks: it must not wait for the end of these threads. */
    boolean callbackThread() {
        return Thread.currentThread() instanceof ForkJoinWorkerThread worker && worker.getPool() == pool;
    }

    /**
     * Lets them end within {@code nanos}; does not wait for it. Does nothing the second time.
     *
     * @throws IllegalStateException if an engine still works on them; nothing changes
     */
    public synchronized void end(long nanos) {
        if (users > 0) {
            throw new IllegalStateException(users + " clients still work on these threads; close them first");
        }
        if (!ended) {
            ended = true;
            loops.shutdownGracefully(0, nanos, TimeUnit.NANOSECONDS);
            // Not before: the last answers go through it.
            loops.terminationFuture().addListener(done -> pool.shutdown());
        }
    }

    /** Waits until they have ended, at most {@code nanos} for each kind. Not on one of them. */
    public void awaitEnd(long nanos) throws InterruptedException {
        loops.awaitTermination(nanos, TimeUnit.NANOSECONDS);
        pool.awaitTermination(nanos, TimeUnit.NANOSECONDS);
    }
}
