package io.holdfast.election;

import io.holdfast.client.LockLoss;
import io.holdfast.client.LockLostException;
import io.holdfast.model.Bytes;
import io.holdfast.model.lock.LockGuard;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * One tenure, from being elected until it is lost or given up. Never too hopeful: without a network, or after a pause of the
 * process, {@link #isLeader} says no before the cluster may let another lead, and it never says yes again. What nobody can
 * tell is a pause between a check and what follows it: for that, give {@link #token} or {@link #fence} to whatever is written
 * to. Safe for any thread.
 */
public interface Leadership {
    /** The election's name. */
    String election();

    /** The name of the candidate that was elected. */
    String candidate();

    /** The fencing token: higher than that of every leader before it. */
    long token();

    /** The id of the session in which it leads. */
    long session();

    /** Whether it leads for certain, now, by this side's clocks. */
    boolean isLeader();

    /** How long it leads for certain, whatever happens from now on; zero when it does not. */
    Duration remaining();

    /**
     * Sees that enough time is left for what follows.
     *
     * @param need how long that takes at most
     * @throws LockLostException if less than that is {@link #remaining}
     */
    void guard(Duration need);

    /** Name and token, to stand before a write: {@code PutOptions.onlyIf}, {@code TransactionBuilder.onlyIf}, {@code JdbcFence}. */
    LockGuard fence();

    /**
     * Completes, on the election's executor, when this is over, however it ended: {@link
     * io.holdfast.model.lock.LockEnd#RELEASED} if it was given up. Never fails. Completing the future that this returns
     * changes nothing for others.
     */
    CompletableFuture<LockLoss> whenLost();

    /**
     * Publishes something else for the rest of this tenure; observers hear of it. The next tenure begins with the election's
     * own value again.
     *
     * @return completes when it is published; fails with {@link LockLostException} if this does not lead any more, and as any
     *     call may
     */
    CompletableFuture<Void> publishAsync(Bytes value);

    /** {@link #publishAsync}, and waits for it. */
    default void publish(Bytes value) {
        Waits.answer(publishAsync(value));
    }

    /** {@link #publish(Bytes)} of a text. */
    default void publish(String value) {
        publish(Bytes.utf8(value));
    }
}
