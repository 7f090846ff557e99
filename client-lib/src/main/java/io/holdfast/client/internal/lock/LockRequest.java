package io.holdfast.client.internal.lock;

import io.holdfast.client.internal.CallFailure;
import io.holdfast.client.internal.SessionLife;
import io.holdfast.model.lock.LockClaim;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants to hold.
 *
 * @param name the lock
 * @param claim what is asked for
 * @param queue whether to wait in line
 * @param patienceNanos how long to wait in line; {@link #FOREVER} for as long as the session lives
 * @param callNanos how long each call about it may take
 * @param session in which; null for that of the client's writes
 */
public record LockRequest(
        String name,
        LockClaim claim,
        boolean queue,
        long patienceNanos,
        long callNanos,
        @Nullable SessionLife session) {
    /** As long as the session lives. */
    public static final long FOREVER = -1;

    /** Refuses null. */
    public LockRequest {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(claim, "claim");
    }

    /** Why whoever waits for it does so in vain. */
    CallFailure placeLost(String why) {
        return CallFailure.notApplied(
                CallFailure.Kind.SESSION_OVER,
                "the session ended while it waited for the lock " + name + ", and with it the place in line: " + why);
    }
}
