package io.holdfast.server.gateway;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where releases and schemas that are large are hashed and encoded anew, so that no event loop is held up by it: one thread,
 * {@code gateway-checks}, which ends when it is idle. Safe for any thread.
 *
 * <p>Its queue needs no bound of its own. A stream has one frame here at most, because the next one is not read before that is
 * done, and what a frame holds counts for the stream and its principal like everything they have open.
 */
final class LargeChecks implements Executor, AutoCloseable {
    /**
     * As many bytes of one frame an event loop checks by itself: a quarter of a millisecond at worst. A release of 1 MiB with a
     * schema of 256 KiB takes 0.9 ms to hash if the processor has instructions for SHA-256 (1.5 GB/s), 4.6 ms if not (0.3 GB/s), 15 ms
     * before that is compiled, and 0.3 to 1.4 ms to encode anew; a frame has room for six of them.
     */
    static final int INLINE_BYTES = 64 << 10;

    private static final int IDLE_SECONDS = 30;

    private final ThreadPoolExecutor executor;

    LargeChecks() {
        executor = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> {
                    Thread thread = new Thread(task, "gateway-checks");
                    thread.setDaemon(true);
                    return thread;
                },
                // Of streams that were cut off: nobody waits for their answers.
                new ThreadPoolExecutor.DiscardPolicy());
        executor.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable check) {
        executor.execute(check);
    }

    /** Takes nothing up any more; what waits is dropped. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
