package io.holdfast.client.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settled calls on their way to the callback executor: one task for all that one event settled, not one for each. Gathered
 * on the loop.
 */
final class Deliveries {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

    private final Executor executor;
    private final Budget budget;
    private List<Call> gathered = new ArrayList<>();
    private long bytes;

    Deliveries(Executor executor, Budget budget) {
        this.executor = executor;
        this.budget = budget;
    }

    /** Adds a settled call. */
    void add(Call call) {
        gathered.add(call);
        bytes += call.payload.bytes();
    }

    /** Hands on what was gathered. */
    void flush() {
        if (gathered.isEmpty()) {
            return;
        }
        List<Call> batch = gathered;
        gathered = new ArrayList<>();
        // Before delivery: a callback that makes the next call must find the room its own call has left.
        budget.give(batch.size(), bytes);
        bytes = 0;
        Runnable task = () -> batch.forEach(Call::deliver);
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            // Callers wait for these answers, and user code must not run on the loop.
            LOG.warn("callback executor refused {} answers, delivering them on the common pool", batch.size(), e);
            ForkJoinPool.commonPool().execute(task);
        }
    }
}
