package io.holdfast.client.recipe;

import io.holdfast.client.CallInterruptedException;
import io.holdfast.client.HoldfastException;
import io.holdfast.client.OperationOutcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** How a blocking call waits for the asynchronous one. Holds no lock while it does. */
final class Waiting {
    private Waiting() {}

    /**
     * Waits. An interrupt cancels the call, throws and stays set.
     *
     * @param interrupted what the call is then known to have done
     */
    static <T> T await(CompletableFuture<T> call, OperationOutcome interrupted) {
        try {
            return call.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            call.cancel(false);
            throw new CallInterruptedException(interrupted, null, "interrupted while waiting for a recipe", e);
        } catch (ExecutionException e) {
            Throwable cause = unwrapped(e);
            if (cause instanceof RecipeException failure) {
                throw failure.atCaller();
            }
            if (cause instanceof HoldfastException failure) {
                failure.addSuppressed(new CallersStack());
                throw failure;
            }
            throw new IllegalStateException("a recipe failed in an unforeseen way", cause);
        }
    }

    /** What a stage failed with, out of the wrappings that stages put around it. */
    static Throwable unwrapped(Throwable thrown) {
        Throwable inner = thrown;
        while (inner instanceof CompletionException || inner instanceof ExecutionException) {
            Throwable cause = inner.getCause();
            if (cause == null) {
                return inner;
            }
            inner = cause;
        }
        return inner;
    }

    /** Where the caller stood: the failure itself was made on another thread. */
    private static final class CallersStack extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CallersStack() {
            super("called from here");
        }
    }
}
