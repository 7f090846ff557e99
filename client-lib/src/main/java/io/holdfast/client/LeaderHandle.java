package io.holdfast.client;

import io.holdfast.model.Bytes;
import java.util.concurrent.CompletableFuture;

/**
 * The leadership of one election, won by one campaign: a {@link LockHandle} whose holder publishes a value. It is never too
 * hopeful, and {@link LockHandle#token} fences what the leader does. {@link #close} resigns.
 */
public interface LeaderHandle extends LockHandle {
    /**
     * Publishes something else; observers hear of it. What is published by one handle is so in the order of the calls.
     *
     * @param value at most {@link io.holdfast.model.Limits#MAX_ELECTION_VALUE_BYTES} bytes
     * @return completes on the callback executor when it is published; fails with {@link LockLostException} if this handle
     *     leads no more, and as any call may
     */
    CompletableFuture<Void> publishAsync(Bytes value);

    /** {@link #publishAsync}, and waits for it. */
    default void publish(Bytes value) {
        Waiting.await(publishAsync(value), true);
    }

    /** Resigns in favour of whoever is next: {@link LockHandle#releaseAsync}. */
    default CompletableFuture<Void> resignAsync() {
        return releaseAsync();
    }

    /**
     * Resigns in favour of a candidate. As the other may lead from any moment on, this handle is not held for certain until
     * the answer: {@link #state} says RELEASED.
     *
     * @param successor its name; the first of that name in line leads next, whoever else waits. Empty for whoever is next
     * @return completes on the callback executor when it leads. Fails with {@link RejectedException} NO_SUCH_CANDIDATE if
     *     none of that name waits: then this handle leads on, and {@link #state} says HELD again; with {@link
     *     LockLostException} if this handle does not lead, or resigns already. However it fails otherwise, it leads no more
     */
    CompletableFuture<Void> resignAsync(String successor);

    /** {@link #resignAsync(String)}, and waits for it. */
    default void resign(String successor) {
        Waiting.await(resignAsync(successor), true);
    }
}
