package io.holdfast.client;

/** How sure this client is that one of its sessions, or a lease that it keeps alive, lives. */
public enum SessionState {
    /** Heartbeats are acknowledged in time. */
    CONNECTED,
    /** The link to the leader is gone, or a heartbeat is overdue. What is held is held yet, for {@code remaining()}. */
    SUSPENDED,
    /** Connected again, before it was too late: nothing was lost. Not told apart from CONNECTED otherwise. */
    RECONNECTED,
    /**
     * Over, for good: whatever was held is lost. It was closed, or killed, or the deadline passed: then it is over on this
     * side even if the cluster should still know it.
     */
    EXPIRED
}
