package io.holdfast.server.raft;

import io.holdfast.model.command.CommandBatch;
import java.util.concurrent.CompletableFuture;

/** This node's own log, which takes entries while the node leads. */
interface LocalLog {
    /**
     * Appends an entry on the calling thread and sees to its replication. The order of calls is the order in the log.
     *
     * @param batch the entry
     * @param encoded the same as bytes, which nobody changes any more
     * @param sink hears whether the log took it, and if it is given up later
     * @return done when nothing will be heard of it any more, in whatever way; no one waits for its value
     */
    CompletableFuture<?> append(CommandBatch batch, byte[] encoded, ReplicatedLog.Sink sink);
}
