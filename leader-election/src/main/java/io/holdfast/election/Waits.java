package io.holdfast.election;

import io.holdfast.client.CallInterruptedException;
import io.holdfast.client.HoldfastException;
import io.holdfast.client.OperationOutcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How a blocking call waits for an asynchronous one. Holds no lock while it does. */
final class Waits {
    private Waits() {}

    static <T> T answer(CompletableFuture<T> call) {
        try {
            return call.get();
        } catch (InterruptedException e) {
            throw interrupted(call, e);
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    /** The answer, if it comes within that time; else the future is cancelled. */
    static <T> Optional<T> answer(CompletableFuture<T> call, Duration patience) {
        try {
            return Optional.of(call.get(patience.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            throw interrupted(call, e);
        } catch (ExecutionException e) {
            throw failure(e);
        } catch (TimeoutException e) {
            call.cancel(false);
            return Optional.empty();
        }
    }

    /** Whether it ended within that time; it is not cancelled. */
    static boolean done(CompletableFuture<?> call, Duration patience) {
        try {
            call.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (InterruptedException e) {
            throw interrupted(call, e);
        } catch (ExecutionException e) {
            throw failure(e);
        } catch (TimeoutException e) {
            return false;
        }
    }

    private static CallInterruptedException interrupted(CompletableFuture<?> call, InterruptedException cause) {
        call.cancel(false);
        Thread.currentThread().interrupt();
        return new CallInterruptedException(
                OperationOutcome.UNKNOWN, null, "interrupted while waiting; what was begun goes on by itself", cause);
    }

    private static RuntimeException failure(ExecutionException e) {
        if (e.getCause() instanceof HoldfastException known) {
            return known;
        }
        return new IllegalStateException("a call failed in an unforeseen way", e.getCause());
    }
}
