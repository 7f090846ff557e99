package io.holdfast.statemachine.lease;

/** Hears what happens to leases, in order. Called on the apply thread only. */
public interface LeaseObserver {
    /** A lease was made. */
    void granted(long lease, long epoch, long ttlMillis, long graceMillis);

    /** A lease ended. */
    void ended(long lease);

    /** A lease has another bound. */
    void bounded(long lease, long epoch, long boundMillis);
}
