package io.holdfast.server.raft;

import io.holdfast.model.outcome.Failure;

/**
 * Proof that a node still led after a given moment, and up to which index everything committed by then stands: this node
 * itself ({@link HeartbeatBarrier}), or the one it asks ({@link LeaderQuestion}).
 */
interface LeadershipBarrier {
    /**
     * Starts a barrier; an unfinished earlier one is given up and its listener may hear nothing more. Never blocks.
     *
     * @param listener hears the verdict at most once, possibly before this method returns, possibly on a thread of Ratis
     *     or gRPC (it must hand any work on); it hears nothing if nobody answers
     */
    void begin(Listener listener);

    /** Who waits for a barrier. */
    interface Listener {
        /** The node led at a moment after {@code begin}; whatever was committed before it lies at or below the index. */
        void passed(long committedIndex);

        /** It does not lead, or is not ready to, or cannot be asked. */
        void refused(Failure failure);
    }
}
