package io.holdfast.client.internal;

import io.holdfast.model.lock.LockPush;
import io.holdfast.model.notice.Topic;
import java.util.List;

/**
 * Whoever wants to be told things on the stream that writes go out on. {@link Pipeline#add(LeaderListener) Added} at any
 * time, called on the loop; must not block and must not throw.
 */
public interface LeaderListener {
    /**
     * Writes go out on another stream from here on: to the leader, to a node that hands them on to it, or to the same node as
     * before. Nothing is asked for on it yet.
     */
    void leads();

    /** A node told unasked what happened to acquisitions. */
    default void locked(List<LockPush> pushes) {}

    /** A node told that topics changed. */
    default void noticed(List<Topic> topics) {}

    /** The client ended: nothing that is submitted is sent any more. */
    void ended();
}
