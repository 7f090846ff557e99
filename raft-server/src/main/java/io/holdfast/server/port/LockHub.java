package io.holdfast.server.port;

import io.holdfast.model.lock.LockPush;
import org.jspecify.annotations.Nullable;

/**
 * Where the owners of sessions hear what befalls their acquisitions. Any node tells it, of what it applies itself, from
 * the moment a session is followed: whatever came before has to be asked for.
 */
public interface LockHub {
    /**
     * Opens a stream that follows no session yet.
     *
     * @param ready called when {@link LockStream#poll} may have something to give; by any thread but the one that applies
     *     the log, perhaps for nothing; must not block
     */
    LockStream open(Runnable ready);

    /** The followed sessions of one connection. {@link #poll} is for one thread at a time; the rest is safe for any. */
    interface LockStream extends AutoCloseable {
        /** Draws a number, higher than all that were drawn on this node: for a request to follow, when it comes in. */
        long turn();

        /**
         * Follows a session from here on, until the stream is closed or a request of a higher turn follows it on this node;
         * unless one does already. A stream that loses a session so, and is open, is given {@link LockPush.Missed}. A
         * stream that is closed follows nothing.
         *
         * @param session which; that it is the caller's to follow is the caller's to check
         * @param turn of the request
         */
        void follow(long session, long turn);

        /**
         * The next push, or null if there is none at the moment ({@code ready} is called when that changes). Of one
         * acquisition they come in order, or only the last; of a session that had more to be told than is kept, or is
         * followed elsewhere now, comes {@link LockPush.Missed} instead.
         */
        @Nullable
        LockPush poll();

        /** Follows nothing any more. */
        @Override
        void close();
    }
}
