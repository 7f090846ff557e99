package io.holdfast.client;

import io.holdfast.model.Bytes;
import java.util.concurrent.CompletableFuture;

/**
 * The leadership of one election, won by one campaign: a {@link LockHandle} whose holder publishes a value. It is never too
 * hopeful, and {@link LockHandle#token} fences what the leader does. {@link #close} resigns.
 */
public interface LeaderHandle extends LockHandle {
    /**
     * Publishes something else; observers hear of it.
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
     * Resigns in favour of a candidate.
     *
     * @param successor its name; the first of that name in line leads next, whoever else waits
     * @return completes when it leads. Fails with {@link RejectedException} NO_SUCH_CANDIDATE if none of that name waits:
     *     then this handle still leads. However it fails otherwise, this handle is lost or released
     */
    CompletableFuture<Void> resignAsync(String successor);

    /** {@link #resignAsync(String)}, and waits for it. */
    default void resign(String successor) {
        Waiting.await(resignAsync(successor), true);
    }
}
