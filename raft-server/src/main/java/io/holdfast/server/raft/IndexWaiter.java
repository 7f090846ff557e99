package io.holdfast.server.raft;

import io.holdfast.model.outcome.Failure;
import java.util.List;

/**
 * One that waits for a read index: a read of this node, or the question of another node. It hears one answer, whoever
 * comes first; later ones are ignored.
 */
interface IndexWaiter {
    /** What whoever comes, or still waits, hears when the node closes. */
    Failure STOPPING = Failure.notApplied(Failure.Code.UNAVAILABLE, "the node is stopping");

    /** {@link System#nanoTime} after which it is given up. */
    long deadlineNanos();

    /** Whether only a barrier of this node will do, and not the word of another leader. */
    boolean wantsOwnBarrier();

    /** Whether its answer runs a query, which may take long: everybody else is answered without waiting for queries. */
    boolean runsQuery();

    /** Whether it wants the state, which must have been applied up to the index then. */
    boolean readsState();

    /** A node led after this one began to wait, and everything committed by then lies at or below {@code index}. */
    void proven(long index, boolean byThisNode);

    /** Answers it from what it was told and from the state. On the executor of queries if it runs one. */
    void answer();

    /** Answers it with a failure. */
    void fail(Failure failure);

    /** The group it was answered in is complete. */
    void flush();

    /** Answers a group with a failure. */
    static void failAll(List<IndexWaiter> waiters, Failure failure) {
        waiters.forEach(waiter -> waiter.fail(failure));
        waiters.forEach(IndexWaiter::flush);
    }
}
