package io.holdfast.election;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Time, as an input. Safe for any thread. */
interface Timing {
    /** A monotonic clock. */
    long nanos();

    /** The wall clock, for display. */
    Instant wall();

    /** Runs a short task once, so much later. There is no calling it back: the task looks whether it is still wanted. */
    void after(Duration delay, Runnable task);

    /** The machine's time; tasks run on the executor. The waiting is done by the one thread that the JDK has for it. */
    static Timing system(Executor executor) {
        Executor sure = new SureExecutor(executor);
        return new Timing() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public Instant wall() {
                return Instant.now();
            }

            @Override
            public void after(Duration delay, Runnable task) {
                CompletableFuture.delayedExecutor(Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS, sure)
                        .execute(task);
            }
        };
    }
}
