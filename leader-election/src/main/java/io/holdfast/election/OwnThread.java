package io.holdfast.election;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a call that may block, made on a daemon thread of its own. Cancelling it interrupts the thread and no more:
 * it is answered when the call is really over, so whoever waits knows of one that hangs.
 *
 * @param <T> what is answered
 */
final class OwnThread<T> extends CompletableFuture<T> {
    private volatile @Nullable Thread thread;

    private OwnThread() {}

    static <T> CompletableFuture<T> call(String name, Supplier<T> supplier) {
        OwnThread<T> answer = new OwnThread<>();
        Thread thread = new Thread(() -> answer.run(supplier), name);
        thread.setDaemon(true);
        answer.thread = thread;
        thread.start();
        return answer;
    }

    private void run(Supplier<T> supplier) {
        try {
            complete(supplier.get());
        } catch (RuntimeException | Error e) {
            completeExceptionally(e);
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
        return false;
    }
}
