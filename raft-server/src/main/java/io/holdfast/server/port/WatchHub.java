package io.holdfast.server.port;

import io.holdfast.model.watch.WatchPush;
import io.holdfast.model.watch.WatchSpec;
import org.jspecify.annotations.Nullable;

/**
 * Where watches hang. Any node serves them from its own state. A watch buffers nothing: it has a position, and whatever
 * comes after that is read from history when its stream has room, so a client that never reads costs no more than its
 * place.
 */
public interface WatchHub {
    /**
     * Opens a stream of watches.
     *
     * @param ready called when {@link WatchStream#poll} may have something to give; by any thread, often for nothing; must
     *     not block
     */
    WatchStream open(Runnable ready);

    /** The watches of one connection. {@link #poll} is for one thread at a time; the rest is safe for any thread. */
    interface WatchStream extends AutoCloseable {
        /**
         * Begins a watch. What is wrong with it comes as {@link WatchPush.Ended}: a number in use, too many watches, an
         * empty range, a compacted revision.
         *
         * @param watch its number, positive
         */
        void create(long watch, WatchSpec spec);

        /** Ends a watch; unknown numbers are ignored. */
        void cancel(long watch);

        /**
         * Asks for one progress push, of everything applied by now, as soon as every watch of the stream that has begun is
         * up to date. Requests that none has answered yet may share one.
         */
        void requestProgress();

        /**
         * How many requests wait for their turn and how many answers to be polled; {@code ready} is called when it falls
         * to {@link io.holdfast.model.Limits#MAX_WATCHES} by itself. Whoever takes requests from a client should stop for a while if
         * these are many, or a client that never reads could pile them up.
         */
        int unanswered();

        /**
         * The next push, or null if there is none at the moment ({@code ready} is called when that changes).
         *
         * @param maxBytes end it after about so many bytes of keys and values; one event always fits
         */
        @Nullable
        WatchPush poll(int maxBytes);

        /** Ends every watch; {@code ready} is not called any more. */
        @Override
        void close();
    }
}
