package io.holdfast.client.internal;

import java.util.concurrent.Executor;

/**
 * The one thread on which everything of a client happens that is not the caller's: an event loop, or a test's simulated
 * one. Tasks run one after the other, in the order given.
 */
public interface Loop extends Executor {
    /** Whether the current thread is this loop. */
    boolean inLoop();

    /** Monotonic time. Any thread. */
    long nanoTime();

    /** Milliseconds of the wall clock, which may jump. Any thread. */
    default long wallMillis() {
        return System.currentTimeMillis();
    }

    /** Runs {@code task} on this loop after a delay. */
    void schedule(Runnable task, long delayNanos);
}
