package io.holdfast.election;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;

/** Futures of foreign calls, and how they are handed on. */
final class Answers {
    private Answers() {}

    /** What a call comes to, also if it throws instead of answering. */
    static <T> CompletableFuture<T> of(Supplier<CompletableFuture<T>> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @SuppressWarnings("NullAway") // Void has no other value.
    static CompletableFuture<Void> nothing() {
        return CompletableFuture.completedFuture(null);
    }

    /** Completes what was promised as the fact was, on the executor. */
    static <T> void pass(CompletableFuture<T> promised, Executor executor, CompletableFuture<T> fact) {
        fact.whenComplete((value, failure) -> executor.execute(() -> {
            if (failure == null) {
                promised.complete(value);
            } else {
                promised.completeExceptionally(cause(failure));
            }
        }));
    }

    /** The same, and a failure in the log instead of in the future. */
    @SuppressWarnings("NullAway") // Void has no other value.
    static CompletableFuture<Void> noted(Logger log, CompletableFuture<Void> call, String what) {
        return call.exceptionally(failure -> {
            log.warn("{} failed cause=\"{}\"", what, cause(failure).toString());
            return null;
        });
    }

    static Throwable cause(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
        return cause == null ? failure : cause;
    }
}
