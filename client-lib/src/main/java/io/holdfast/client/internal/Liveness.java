package io.holdfast.client.internal;

/** How sure this side is that a lease lives. */
public enum Liveness {
    /** Renewals are acknowledged in time. */
    CONNECTED,
    /** Nobody acknowledges renewals at the moment; the lease may yet live. */
    SUSPENDED,
    /** Acknowledged again before it was too late. */
    RECONNECTED,
    /** Over, for good. */
    EXPIRED
}
