package io.holdfast.client.internal;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where answers are delivered and listeners are called.
 *
 * @param executor runs the deliveries
 * @param shared whether the answers of one event may be delivered by several of its threads at once; if not, one task
 *     delivers them one after the other
 * @param errors hears what listeners throw
 */
record Callbacks(Executor executor, boolean shared, ErrorSink errors) {
    private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);

    Callbacks {
        Objects.requireNonNull(executor, "executor");
        Objects.requireNonNull(errors, "errors");
    }

    /** The caller's own executor: what order and threads it keeps is the caller's choice. */
    static Callbacks inOrder(Executor executor) {
        return new Callbacks(executor, false, ErrorSink.LOGGED);
    }

    /** A pool that goes on while a callback waits for another answer, even one of the same event. */
    static Callbacks shared(ForkJoinPool pool) {
        return new Callbacks(pool, true, ErrorSink.LOGGED);
    }

    /** These, with somebody who hears what listeners throw. */
    Callbacks reporting(ErrorSink sink) {
        return new Callbacks(executor, shared, sink.guarded());
    }

    /** Runs a task on the executor. */
    void run(Runnable task) {
        try {
            executor.execute(task);
        } catch (RuntimeException | Error e) {
            // Whatever an executor throws, it must not stop the loop. Callers wait for these answers, and user code
            // must not run on the loop.
            LOG.warn("callback executor failed to take answers, delivering them on the common pool", e);
            ForkJoinPool.commonPool().execute(task);
        }
    }
}
