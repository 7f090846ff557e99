package io.holdfast.server.port;

import io.holdfast.model.notice.Topic;
import org.jspecify.annotations.Nullable;

/** Where whoever observes a topic hears that it changed. Any node tells it, of what it applies itself. */
public interface NoticeHub {
    /**
     * Opens a stream that is told of no topic yet.
     *
     * @param ready called when {@link NoticeStream#poll} may have something to give; by any thread but the one that applies
     *     the log, perhaps for nothing; must not block
     */
    NoticeStream open(Runnable ready);

    /** The topics of one connection. {@link #poll} is for one thread at a time; the rest is safe for any. */
    interface NoticeStream extends AutoCloseable {
        /**
         * Tells of a topic from here on: whatever is applied on this node after the return. Asking twice changes nothing.
         *
         * @return whether it does; not if the stream has {@link io.holdfast.model.Limits#MAX_TOPICS} already
         */
        boolean subscribe(Topic topic);

        /** Tells of a topic no more. */
        void unsubscribe(Topic topic);

        /**
         * The next topic that changed since it was last given, or null if there is none at the moment ({@code ready} is
         * called when that changes). After an installed snapshot every topic may have changed.
         */
        @Nullable
        Topic poll();

        /** Tells of nothing any more. */
        @Override
        void close();
    }
}
