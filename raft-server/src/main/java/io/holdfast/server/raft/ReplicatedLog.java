package io.holdfast.server.raft;

import io.holdfast.model.Leader;
import io.holdfast.model.outcome.Failure;
import org.jspecify.annotations.Nullable;

/** The log as the proposer sees it: wherever the leader is. */
interface ReplicatedLog {
    /** Null if commands can be taken now, because a leader is known; else why not (NOT_APPLIED). Never blocks; any thread. */
    @Nullable
    Failure refusal();

    /**
     * Where entries go at the moment, this node or another; null for nowhere. Another term means that what was sent before
     * may be gone. Never blocks; any thread.
     */
    @Nullable
    Leader leader();

    /**
     * Sends an entry to the leader's log. The next one is sent only after {@code sink} heard of this one, or this one was
     * given up by the caller: the order of calls is the order in the log of one leader, but for entries that were given
     * up. Never throws, never blocks.
     *
     * <p>That an entry was applied is not reported here: it comes back from this node's state machine.
     */
    void send(LogEntry entry, Leader leader, Sink sink);

    /** Hears what became of one sending; on any thread, possibly before {@link #send} returns. */
    interface Sink {
        /** It stands in the log of a leader, which keeps it as long as that term lasts. */
        void accepted();

        /**
         * This sending left nothing in any log and never will.
         *
         * @param failure why, NOT_APPLIED
         */
        void refused(Failure failure);

        /**
         * It may or may not stand in a log, or did and may be lost; may also come after {@link #accepted}.
         *
         * @param why in plain words
         */
        void gaveUp(String why);
    }
}
