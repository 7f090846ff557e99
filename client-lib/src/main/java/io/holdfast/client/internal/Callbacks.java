package io.holdfast.client.internal;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/**
 * Where answers are delivered.
 *
 * @param executor runs the deliveries
 * @param shared whether the answers of one event may be delivered by several of its threads at once; if not, one task
 *     delivers them one after the other
 */
record Callbacks(Executor executor, boolean shared) {
    Callbacks {
        Objects.requireNonNull(executor, "executor");
    }

    /** The caller's own executor: what order and threads it keeps is the caller's choice. */
    static Callbacks inOrder(Executor executor) {
        return new Callbacks(executor, false);
    }

    /** A pool that goes on while a callback waits for another answer, even one of the same event. */
    static Callbacks shared(ForkJoinPool pool) {
        return new Callbacks(pool, true);
    }
}
