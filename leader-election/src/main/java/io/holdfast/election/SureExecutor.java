package io.holdfast.election;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Somebody's executor, and the common pool for what it refuses: an executor that was shut down too early must not make an
 * election deaf.
 *
 * @param executor somebody's
 */
record SureExecutor(Executor executor) implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderElection.class);

    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RuntimeException | Error e) {
            LOG.warn("an executor refused a task of an election; it runs on the common pool", e);
            ForkJoinPool.commonPool().execute(task);
        }
    }
}
