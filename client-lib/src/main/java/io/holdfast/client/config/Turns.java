package io.holdfast.client.config;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tasks one after the other, in the order given, on an executor that may do many at once. Safe for any thread. */
final class Turns implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

    private final Executor executor;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean running;

    Turns(Executor executor) {
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
        } catch (RejectedExecutionException e) {
            // The application ended its executor, or the client was closed: what is left must end in order all the
            // same.
            LOG.debug("an executor takes no more tasks: the common pool does", e);
            ForkJoinPool.commonPool().execute(this::runOne);
        }
    }

    private void runOne() {
        Runnable task;
        synchronized (tasks) {
            task = tasks.remove();
        }
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("following a config set failed: a bug, please report it", e);
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
