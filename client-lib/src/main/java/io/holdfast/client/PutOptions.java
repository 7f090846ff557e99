package io.holdfast.client;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.Put;

/**
 * How to put. Immutable.
 *
 * <pre>{@code
 * kv.put(key, value, PutOptions.DEFAULT.lease(session.lease()).returningPrevious());
 * }</pre>
 *
 * @param previous whether the reply carries the version that was replaced
 * @param keepValue keep the stored value and only count a new version; the key must exist and the given value be empty
 * @param keepLease keep the stored lease; the key must exist
 * @param lease the lease to attach the key to, 0 for none: when it ends, the key is deleted
 */
public record PutOptions(boolean previous, boolean keepValue, boolean keepLease, long lease) {
    /** A plain put. */
    public static final PutOptions DEFAULT = new PutOptions(false, false, false, 0);

    /**
     * Refuses a negative lease.
     *
     * @throws IllegalArgumentException if it is
     */
    public PutOptions {
        if (lease < 0) {
            throw new IllegalArgumentException("a lease is a positive number, or 0 for none: " + lease);
        }
    }

    /** Without a lease. */
    public PutOptions(boolean previous, boolean keepValue, boolean keepLease) {
        this(previous, keepValue, keepLease, 0);
    }

    /** These options, and the reply carries the version that was replaced. */
    public PutOptions returningPrevious() {
        return new PutOptions(true, keepValue, keepLease, lease);
    }

    /** These options, keeping the stored value. */
    public PutOptions keepingValue() {
        return new PutOptions(previous, true, keepLease, lease);
    }

    /** These options, keeping the stored lease; goes with no other. */
    public PutOptions keepingLease() {
        return new PutOptions(previous, keepValue, true, lease);
    }

    /** These options, attaching the key to a lease. */
    public PutOptions lease(long lease) {
        return new PutOptions(previous, keepValue, keepLease, lease);
    }

    Put of(Bytes key, Bytes value) {
        return new Put(key, value, lease, previous, keepValue, keepLease);
    }
}
