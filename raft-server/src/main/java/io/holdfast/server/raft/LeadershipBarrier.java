package io.holdfast.server.raft;

import io.holdfast.model.outcome.Failure;

/** Proof that this node still led after a given moment, and up to which index everything committed by then stands. */
interface LeadershipBarrier {
    /**
     * Starts a barrier; an unfinished earlier one is given up and its listener hears nothing more. Never blocks.
     *
     * @param listener hears the verdict at most once, possibly before this method returns, possibly on a Ratis thread
     *     (it must hand any work on); it hears nothing if no majority answers
     */
    void begin(Listener listener);

    /** Who waits for a barrier. */
    interface Listener {
        /** This node led at a moment after {@code begin}; whatever was committed before it lies at or below the index. */
        void passed(long committedIndex);

        /** This node does not lead, or is not ready to. */
        void refused(Failure failure);
    }
}
