package io.holdfast.model.lock;

import java.util.Objects;

/**
 * One waiter for a lock, for listings.
 *
 * @param session the session that waits
 * @param acquisition the acquisition's number within the session
 * @param ticket its place in line: lower ones come first, in an election among candidates of one priority; unique among
 *     all waiters there ever were
 * @param claim what it asks for
 * @param sinceMillis when it was queued, by some leader's wall clock
 * @param client the name the session's client gives itself
 * @param principal whose certificate opened the session
 * @param address where from
 */
public record WaitRecord(
        long session,
        long acquisition,
        long ticket,
        LockClaim claim,
        long sinceMillis,
        String client,
        String principal,
        String address) {
    /** Refuses null. */
    public WaitRecord {
        Objects.requireNonNull(claim, "claim");
        Objects.requireNonNull(client, "client");
        Objects.requireNonNull(principal, "principal");
        Objects.requireNonNull(address, "address");
    }
}
