package io.holdfast.client.recipe;

import io.holdfast.client.OperationOutcome;
import io.holdfast.client.RequestTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * When a call must be over.
 *
 * @param at by {@link System#nanoTime}
 * @param patience how long it had
 */
record Deadline(long at, Duration patience) {
    private static final Duration LONGEST = Duration.ofDays(1);

    /** @throws IllegalArgumentException if the patience is negative */
    static Deadline in(Duration patience) {
        if (patience.isNegative()) {
            throw new IllegalArgumentException("a patience must not be negative: " + patience);
        }
        // Beyond a century nobody waits, and the clock would turn over.
        Duration bounded = patience.compareTo(Duration.ofDays(36_500)) > 0 ? Duration.ofDays(36_500) : patience;
        return new Deadline(System.nanoTime() + bounded.toNanos(), patience);
    }

    long leftNanos() {
        return Math.max(0, at - System.nanoTime());
    }

    boolean passed() {
        return leftNanos() == 0;
    }

    /** What is left, as the timeout of one call. */
    Duration timeout() {
        Duration left = Duration.ofNanos(Math.max(1_000_000, leftNanos()));
        return left.compareTo(LONGEST) > 0 ? LONGEST : left;
    }

    /** What a call comes to, or a timeout; to cancel it is to cancel the call, and so is the timeout. */
    <T> CompletableFuture<T> bound(CompletableFuture<T> call, String what) {
        CompletableFuture<T> told = new CompletableFuture<>();
        call.copy().orTimeout(leftNanos(), TimeUnit.NANOSECONDS).whenComplete((value, thrown) -> {
            if (thrown instanceof TimeoutException) {
                told.completeExceptionally(exceeded(what));
            } else if (thrown != null) {
                told.completeExceptionally(Waiting.unwrapped(thrown));
            } else {
                told.complete(value);
            }
        });
        told.whenComplete((value, thrown) -> call.cancel(false));
        return told;
    }

    RequestTimeoutException exceeded(String what) {
        return new RequestTimeoutException(OperationOutcome.NOT_APPLIED, null, what + " within " + patience, null);
    }
}
