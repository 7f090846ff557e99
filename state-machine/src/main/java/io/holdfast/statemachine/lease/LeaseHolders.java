package io.holdfast.statemachine.lease;

/** The sessions, as their leases see them. Called on the apply thread only. */
public interface LeaseHolders {
    /** The lease of this session expired: the session is over. */
    void expired(long session);
}
