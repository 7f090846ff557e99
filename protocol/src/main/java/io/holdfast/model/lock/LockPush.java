package io.holdfast.model.lock;

import java.util.Objects;

/** What a node tells the owner of a session unasked about its acquisitions. */
public sealed interface LockPush {
    /** The session. */
    long session();

    /**
     * An acquisition that waited holds now.
     *
     * @param session the session
     * @param acquisition the acquisition's number in it
     * @param token the fencing token
     */
    record Granted(long session, long acquisition, long token) implements LockPush {}

    /**
     * A hold ended, otherwise than by its release.
     *
     * @param session the session
     * @param acquisition the acquisition's number in it
     * @param token the fencing token of the hold
     * @param end why
     * @param message by whom and why, for people
     */
    record Ended(long session, long acquisition, long token, LockEnd end, String message) implements LockPush {
        /** Refuses null. */
        public Ended {
            Objects.requireNonNull(end, "end");
            Objects.requireNonNull(message, "message");
        }
    }

    /**
     * More happened than was kept for this stream: ask for every acquisition of the session.
     *
     * @param session the session
     */
    record Missed(long session) implements LockPush {}
}
