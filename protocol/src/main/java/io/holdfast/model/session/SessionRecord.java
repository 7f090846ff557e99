package io.holdfast.model.session;

import java.util.Objects;

/**
 * One session, for listings.
 *
 * @param session its id: a positive number the client drew at random
 * @param lease the lease that keeps it alive
 * @param client the name the client gives itself
 * @param principal whose certificate opened it
 * @param address where it was opened from, {@code host:port}
 * @param openedMillis when, by some leader's wall clock; for display only
 * @param ttlMillis its time to live without a heartbeat
 * @param graceMillis how long it outlives the end of its connection, if its client's side was seen to end it; 0 for as long as
 *     any silent session
 * @param keys how many keys are attached to its lease
 */
public record SessionRecord(
        long session,
        long lease,
        String client,
        String principal,
        String address,
        long openedMillis,
        long ttlMillis,
        long graceMillis,
        int keys) {
    /** Refuses null. */
    public SessionRecord {
        Objects.requireNonNull(client, "client");
        Objects.requireNonNull(principal, "principal");
        Objects.requireNonNull(address, "address");
    }
}
