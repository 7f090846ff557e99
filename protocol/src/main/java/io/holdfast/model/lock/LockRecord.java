package io.holdfast.model.lock;

import java.util.Objects;

/**
 * One lock, for listings. A lock that nobody holds or waits for is not there, unless an operator fixed its permits or it
 * cools down.
 *
 * @param name its name
 * @param kind its kind
 * @param limit the permits there are; 0 but for a semaphore
 * @param fixed whether an operator set the permits
 * @param taken the permits that are held; for the other kinds the number of holders
 * @param holders how many holds
 * @param waiters how many wait
 * @param lastToken the token of its latest grant since the lock is there, 0 if there was none
 * @param coolingMillis the lock-delay that keeps it free now, 0 if none does
 */
public record LockRecord(
        String name,
        LockKind kind,
        int limit,
        boolean fixed,
        int taken,
        int holders,
        int waiters,
        long lastToken,
        long coolingMillis) {
    /** Refuses null. */
    public LockRecord {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
    }
}
