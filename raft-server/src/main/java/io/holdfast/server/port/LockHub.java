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
        /**
         * Follows a session from here on, until the stream is closed or another stream follows it on this node. A stream
         * that is closed follows nothing.
         *
         * @param session which; that it is the caller's to follow is the caller's to check
         */
        void follow(long session);

        /**
         * The next push, or null if there is none at the moment ({@code ready} is called when that changes). Of one
         * acquisition they come in order, or only the last; of a session that had more to be told than is kept comes
         * {@link LockPush.Missed} instead.
         */
        @Nullable
        LockPush poll();

        /** Follows nothing any more. */
        @Override
        void close();
    }
}
