package io.holdfast.client.internal;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks one after the other, in the order given, on another executor that may do many at once. Safe for any thread. */
public final class SerialExecutor implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(SerialExecutor.class);

    private final Executor executor;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean running;

    /**
     * Has no tasks yet.
     *
     * @param executor runs them
     */
    public SerialExecutor(Executor executor) {
        this.executor = executor;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (tasks) {
            tasks.add(task);
            if (running) {
                return;
            }
            running = true;
        }
        hand();
    }

    private void hand() {
        try {
            executor.execute(this::runOne);
        } catch (RuntimeException | Error e) {
            // Whatever an executor throws: it must not reach the loop, which brought them. Somebody waits for these,
            // and user code must not run on the thread that brought them.
            LOG.warn("an executor failed to take callbacks, running them on the common pool", e);
            ForkJoinPool.commonPool().execute(this::runOne);
        }
    }

    /** One at a time, so that a shared executor serves others in between. */
    private void runOne() {
        Runnable task;
        synchronized (tasks) {
            task = tasks.remove();
        }
        try {
            task.run();
        } finally {
            boolean more;
            synchronized (tasks) {
                more = !tasks.isEmpty();
                running = more;
            }
            if (more) {
                hand();
            }
        }
    }
}
