package io.holdfast.model.lock;

import java.util.Objects;

/**
 * One hold of a lock, for listings.
 *
 * @param session the session that holds
 * @param acquisition the acquisition's number within the session
 * @param token its fencing token
 * @param claim what it asked for
 * @param sinceMillis when it was granted, by some leader's wall clock
 * @param client the name the session's client gives itself
 * @param principal whose certificate opened the session
 * @param address where from
 */
public record HoldRecord(
        long session,
        long acquisition,
        long token,
        LockClaim claim,
        long sinceMillis,
        String client,
        String principal,
        String address) {
    /** Refuses null. */
    public HoldRecord {
        Objects.requireNonNull(claim, "claim");
        Objects.requireNonNull(client, "client");
        Objects.requireNonNull(principal, "principal");
        Objects.requireNonNull(address, "address");
    }
}
