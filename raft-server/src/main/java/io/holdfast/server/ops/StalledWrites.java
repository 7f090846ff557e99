package io.holdfast.server.ops;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Ends writes that stand still, so that a caller who does not read keeps no thread. The JDK's server can only bound an
 * answer as a whole, which would end answers that go on for long because there is something to tell for long.
 *
 * <p>Safe for any thread.
 */
final class StalledWrites implements AutoCloseable {
    private final ScheduledThreadPoolExecutor clock;
    private final long patienceMillis;

    StalledWrites(long patienceMillis) {
        this.patienceMillis = patienceMillis;
        clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "ops-stalls");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
    }

    /**
     * Writes and flushes.
     *
     * @throws IOException also if it took too long: the connection is closed then
     */
    void write(OutputStream out, byte[] bytes) throws IOException {
        Write write = new Write(Thread.currentThread());
        ScheduledFuture<?> alarm = clock.schedule(write::stalled, patienceMillis, TimeUnit.MILLISECONDS);
        try {
            out.write(bytes);
            out.flush();
        } finally {
            alarm.cancel(false);
            write.over();
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    /** One write under way. */
    private static final class Write {
        private final Thread writer;
        private boolean over;
        private boolean interrupted;

        Write(Thread writer) {
            this.writer = writer;
        }

        /** An interrupt closes the channel that is being written to. */
        synchronized void stalled() {
            if (!over) {
                interrupted = true;
                writer.interrupt();
            }
        }

        synchronized void over() {
            over = true;
            if (interrupted) {
                // It was meant for the write alone.
                Thread.interrupted();
            }
        }
    }
}
