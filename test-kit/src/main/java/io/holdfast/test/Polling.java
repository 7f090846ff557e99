package io.holdfast.test;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits for what another thread or node brings about. */
final class Polling {
    private static final long PAUSE_MILLIS = 20;

    private Polling() {}

    /**
     * Asks until there is an answer.
     *
     * @param missing what to say if none comes
     * @throws IllegalStateException if none came in time, or the waiting was interrupted (the flag stays set)
     */
    static <T> T await(Duration patience, Supplier<Optional<T>> question, Supplier<String> missing) {
        long deadline = System.nanoTime() + patience.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        for (Optional<T> answer = question.get(); ; answer = question.get()) {
            if (answer.isPresent()) {
                return answer.get();
            }
            try {
                if (System.nanoTime() - deadline >= 0 || never.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw new IllegalStateException("within " + patience + ": " + missing.get());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting: " + missing.get(), e);
            }
        }
    }
}
