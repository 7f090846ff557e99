package io.holdfast.server.lease;

import io.holdfast.model.outcome.Failure;

/** Proof that this node still led, in the term it led in before, at a moment after the question. */
@FunctionalInterface
public interface Barrier {
    /**
     * Begins one. Never blocks.
     *
     * @param deadlineNanos {@link System#nanoTime} by which there is a verdict
     * @param listener hears exactly one verdict, on any thread, possibly before this method returns
     */
    void begin(long deadlineNanos, Listener listener);

    /** Who waits for the verdict. Must not block and must not throw. */
    interface Listener {
        /** It held, and everything committed before it began is applied here. */
        void passed();

        /** It did not hold in time. */
        void failed(Failure failure);
    }
}
