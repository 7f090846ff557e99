package io.holdfast.server.port;

import io.holdfast.model.command.EncodedCommand;

/** The way down: commands go into the log through here. */
public interface Proposer {
    /**
     * Takes a command up. Commands proposed by one thread are applied in the order proposed. Never blocks: a full queue
     * is answered with OVERLOADED.
     *
     * @param command the validated command and its bytes
     * @param deadlineNanos {@link System#nanoTime} after which a command still queued is dropped (NOT_APPLIED)
     * @param completion hears what became of it
     */
    void propose(EncodedCommand command, long deadlineNanos, Completion completion);
}
