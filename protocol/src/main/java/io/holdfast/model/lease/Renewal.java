package io.holdfast.model.lease;

/**
 * What became of the renewal of one lease.
 *
 * @param lease the lease
 * @param ttlMillis its time to live, counted anew from when the renewal was sent; 0 if there is no such lease
 */
public record Renewal(long lease, long ttlMillis) {
    /** Whether the lease lives. */
    public boolean renewed() {
        return ttlMillis > 0;
    }
}
