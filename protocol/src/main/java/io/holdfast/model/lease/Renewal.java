package io.holdfast.model.lease;

/**
 * What became of the renewal of one lease.
 *
 * @param lease the lease
 * @param epoch the epoch of the lease that was renewed, or else the one that was asked for
 * @param ttlMillis its time to live, counted anew from when the renewal was sent; 0 if there is no such lease, be it that
 *     only another of the same id lives
 */
public record Renewal(long lease, long epoch, long ttlMillis) {
    /** No such lease lives. */
    public static Renewal gone(LeaseName asked) {
        return new Renewal(asked.lease(), asked.epoch(), 0);
    }

    /** Whether the lease lives. */
    public boolean renewed() {
        return ttlMillis > 0;
    }
}
