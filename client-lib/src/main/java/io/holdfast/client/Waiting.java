package io.holdfast.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** How a blocking call waits. Holds no lock while it does. */
final class Waiting {
    private Waiting() {}

    /**
     * Waits for a call that ends by its own deadline.
     *
     * @param writes whether the call may change something
     */
    static <T> T await(CompletableFuture<T> call, boolean writes) {
        try {
            return call.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallInterruptedException(
                    writes ? OperationOutcome.UNKNOWN : OperationOutcome.NOT_APPLIED,
                    null,
                    "interrupted while waiting for an answer"
                            + (writes ? ": the write may have been applied; read before repeating it" : ""),
                    e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HoldfastException failure) {
                throw failure.atCaller();
            }
            throw new IllegalStateException("a call failed in an unforeseen way", e.getCause());
        }
    }
}
