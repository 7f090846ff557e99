package io.holdfast.client;

/** Where a watch stands. It gets out of every state but ENDED by itself. */
public enum WatchState {
    /** Asked for; no node has said yet that it began. */
    STARTING,
    /** Hangs on a node; events come as they happen. */
    FOLLOWING,
    /** Between nodes; goes on from its position when one is reached. */
    DISCONNECTED,
    /** Its buffer is full; goes on from its position when the consumer has caught up. */
    BEHIND,
    /** Closed, or ended by an error. */
    ENDED
}
