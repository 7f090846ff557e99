package io.holdfast.server.raft;

import io.holdfast.model.outcome.Failure;
import org.jspecify.annotations.Nullable;

/** The log as the proposer sees it. */
interface ReplicatedLog {
    /** Null if this node can take commands now, else why not (NOT_APPLIED). Never blocks; any thread. */
    @Nullable
    Failure refusal();

    /**
     * Appends an entry to the local log on the calling thread and sees to its replication. Calls must not overlap; the
     * order of calls is the order in the log. Before the entry can reach the log, {@link LogEntry#appending} was called.
     *
     * <p>Success is not reported here: an applied entry comes back from the state machine. If the log refuses the entry
     * or gives it up, {@code sink} hears it once, on any thread, possibly before this returns. Never throws.
     */
    void append(LogEntry entry, Sink sink);

    /** Hears of entries that the log does not carry through. */
    interface Sink {
        /**
         * The log refused or gave up an entry. If {@link LogEntry#mayBeInLog} it may still be applied.
         *
         * @param why in plain words
         */
        void gaveUp(LogEntry entry, String why);
    }
}
