package io.holdfast.statemachine.lock;

import io.holdfast.model.lock.LockEnd;

/** Hears what happens to locks, in order. Called on the apply thread only. */
public interface LockObserver {
    /** An acquisition holds. */
    void granted(String name, long token, long session, long acquisition, long maxHoldMillis);

    /** A hold, with the maximum that it was granted with, ended; the message is for people. */
    void ended(
            String name, long token, long session, long acquisition, long maxHoldMillis, LockEnd end, String message);

    /** A lock is kept free, counted anew if it was before: the token tells this delay from others. */
    void cooling(String name, long token, long delayMillis);

    /** A lock is no longer kept free by the delay after this token. */
    void cooled(String name, long token);

    /** Somebody was elected, published something else, or leads no more. */
    void changed(String election);
}
