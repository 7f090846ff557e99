package io.holdfast.server.port;

import io.holdfast.model.command.EncodedCommand;
import java.util.List;
import java.util.Objects;

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

    /**
     * Takes several commands up at once, in their order: those that came in one frame should come this way, so that they
     * share a log entry instead of the first one setting off alone.
     */
    default void propose(List<Proposal> proposals) {
        for (Proposal proposal : proposals) {
            propose(proposal.command(), proposal.deadlineNanos(), proposal.completion());
        }
    }

    /**
     * One command to take up.
     *
     * @param command the validated command and its bytes
     * @param deadlineNanos as in {@link #propose(EncodedCommand, long, Completion)}
     * @param completion hears what became of it
     */
    record Proposal(EncodedCommand command, long deadlineNanos, Completion completion) {
        /** Refuses null. */
        public Proposal {
            Objects.requireNonNull(command, "command");
            Objects.requireNonNull(completion, "completion");
        }
    }
}
