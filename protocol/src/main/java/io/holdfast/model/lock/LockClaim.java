package io.holdfast.model.lock;

import io.holdfast.model.Bytes;
import java.util.Objects;

/**
 * What an acquisition asks for. A record holds whatever it is given: what makes no sense the state machine rejects.
 *
 * @param mode how it will hold
 * @param permits how many permits; 1 for every mode but {@link LockMode#PERMITS}
 * @param limit how many permits the semaphore is to have if it does not exist yet; 0 for every other mode
 * @param maxHoldMillis after so long the hold is ended by the cluster; 0 for never
 * @param delayMillis how long the lock stays free of holders after a hold that ended without its holder's knowledge; 0
 *     for not at all
 * @param owner who holds, for the search of deadlocks and upgrades: acquisitions of one session and one owner belong
 *     together; empty for an acquisition that stands for itself
 * @param label what people are to read in listings; in an election the candidate's name
 * @param priority in an election, candidates of a higher one are elected first; 0 for every other mode
 * @param value in an election, what the candidate publishes from the moment on at which it leads; empty for every other
 *     mode
 */
public record LockClaim(
        LockMode mode,
        int permits,
        int limit,
        long maxHoldMillis,
        long delayMillis,
        String owner,
        String label,
        int priority,
        Bytes value) {
    /** Refuses null. */
    public LockClaim {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(value, "value");
    }

    /** A claim of anything but an election. */
    public LockClaim(
            LockMode mode, int permits, int limit, long maxHoldMillis, long delayMillis, String owner, String label) {
        this(mode, permits, limit, maxHoldMillis, delayMillis, owner, label, 0, Bytes.EMPTY);
    }

    /** This claim with another value to publish. */
    public LockClaim publishing(Bytes other) {
        return new LockClaim(mode, permits, limit, maxHoldMillis, delayMillis, owner, label, priority, other);
    }

    /** A claim of one mode and nothing special. */
    public static LockClaim of(LockMode mode) {
        return new LockClaim(mode, 1, mode == LockMode.PERMITS ? 1 : 0, 0, 0, "", "");
    }
}
