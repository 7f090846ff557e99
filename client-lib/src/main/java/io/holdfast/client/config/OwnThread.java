package io.holdfast.client.config;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The one thread of a config client, a daemon. What is to be done later waits at the JDK's own timer. */
final class OwnThread implements Agenda, Executor {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final ThreadFactory DAEMONS = task -> {
        Thread thread = new Thread(task, "holdfast-config-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    };

    private final ExecutorService work = Executors.newSingleThreadExecutor(DAEMONS);

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public void after(Duration delay, Runnable task) {
        // On the timer's thread: all that is done there is to hand something to the turns of a set.
        CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
                .execute(task);
    }

    @Override
    public void execute(Runnable task) {
        work.execute(task);
    }

    /** What was given to it is still done. */
    void end() {
        work.shutdown();
    }
}
