package io.holdfast.client;

import io.holdfast.model.session.RequestId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
            throw interrupted(call, writes, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HoldfastException failure) {
                throw failure.atCaller();
            }
            throw new IllegalStateException("a call failed in an unforeseen way", e.getCause());
        }
    }

    /** Waits for an acquisition; whoever is interrupted does not want it any more. */
    static <T> T acquired(CompletableFuture<T> acquisition) {
        try {
            return acquisition.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            if (acquisition.cancel(false)) {
                throw new CallInterruptedException(
                        OperationOutcome.NOT_APPLIED,
                        null,
                        "interrupted while waiting for a lock: the acquisition is withdrawn, and nothing stays held",
                        e);
            }
            // It ended at the same moment: what nobody is told of would leak.
            return finished(acquisition);
        } catch (ExecutionException e) {
            return finished(acquisition);
        }
    }

    /** What a call that ended came to, as it is told to a caller that waits. */
    static <T> T finished(CompletableFuture<T> ended) {
        try {
            return ended.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof HoldfastException failure) {
                throw failure.atCaller();
            }
            throw new IllegalStateException("a call failed in an unforeseen way", e.getCause());
        }
    }

    private static CallInterruptedException interrupted(
            CompletableFuture<?> call, boolean writes, InterruptedException cause) {
        String what = "interrupted while waiting for an answer";
        boolean once = call instanceof PendingReply.Reply<?> reply && reply.once();
        RequestId name = call instanceof PendingReply.Reply<?> reply ? reply.giveUp() : null;
        if (!writes || (once && name == null)) {
            String told = writes ? what + "; the write was not sent, and never will be" : what;
            return new CallInterruptedException(OperationOutcome.NOT_APPLIED, null, told, cause);
        }
        return new CallInterruptedException(
                OperationOutcome.UNKNOWN,
                null,
                what + ": the write may have been applied" + (name == null ? "" : "; ask for the outcome of " + name),
                cause,
                name);
    }
}
