package io.holdfast.client.internal;

/** Where a watch stands between the cluster and its consumer. */
public enum WatchPhase {
    /** Asked for; the cluster has not said yet that it began. */
    STARTING,
    /** Hangs on a node; events come as they happen. */
    FOLLOWING,
    /** Between nodes: it will go on from its position. */
    DISCONNECTED,
    /** The buffer is full: it goes on from its position when the consumer has caught up. */
    BEHIND,
    /** Nothing follows. */
    ENDED
}
