package io.holdfast.client;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.Put;
import io.holdfast.model.lock.LockGuard;
import java.util.List;

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
 * @param guards locks that must be held, each with the token it was granted with: otherwise nothing is changed, and the put
 *     fails with {@link FencedException}
 */
public record PutOptions(boolean previous, boolean keepValue, boolean keepLease, long lease, List<LockGuard> guards) {
    /** A plain put. */
    public static final PutOptions DEFAULT = new PutOptions(false, false, false, 0);

    /**
     * Copies the list, and refuses a negative lease.
     *
     * @throws IllegalArgumentException if it is
     */
    public PutOptions {
        guards = List.copyOf(guards);
        if (lease < 0) {
            throw new IllegalArgumentException("a lease is a positive number, or 0 for none: " + lease);
        }
    }

    /** Without a lease. */
    public PutOptions(boolean previous, boolean keepValue, boolean keepLease) {
        this(previous, keepValue, keepLease, 0);
    }

    /** Without a lock. */
    public PutOptions(boolean previous, boolean keepValue, boolean keepLease, long lease) {
        this(previous, keepValue, keepLease, lease, List.of());
    }

    /** These options, and the reply carries the version that was replaced. */
    public PutOptions returningPrevious() {
        return new PutOptions(true, keepValue, keepLease, lease, guards);
    }

    /** These options, keeping the stored value. */
    public PutOptions keepingValue() {
        return new PutOptions(previous, true, keepLease, lease, guards);
    }

    /** These options, keeping the stored lease; goes with no other. */
    public PutOptions keepingLease() {
        return new PutOptions(previous, keepValue, true, lease, guards);
    }

    /** These options, attaching the key to a lease. */
    public PutOptions lease(long lease) {
        return new PutOptions(previous, keepValue, keepLease, lease, guards);
    }

    /** These options, putting only while a lock is held with the token it was granted with. */
    public PutOptions onlyIf(LockGuard guard) {
        return new PutOptions(previous, keepValue, keepLease, lease, Guards.and(guards, guard));
    }

    /** These options, putting only while a handle's lock is held by it, as the cluster sees it. */
    public PutOptions onlyIf(LockHandle handle) {
        return onlyIf(handle.fence());
    }

    Put of(Bytes key, Bytes value) {
        return new Put(key, value, lease, previous, keepValue, keepLease);
    }
}
