package io.holdfast.model.command;

import java.util.List;

/**
 * What one log entry carries: the commands that one proposer gathered while its last entry was under way, in the order
 * they arrived.
 *
 * @param timestampMillis the leader's wall clock when it stamped the batch; serves display and at-time queries, never
 *     expiry
 * @param incarnation a random number drawn by the proposer at its start; tells its batches from another's
 * @param number this proposer's count of batches, from 1
 * @param commands in order of arrival; may be empty
 */
public record CommandBatch(long timestampMillis, long incarnation, long number, List<Command> commands) {
    /** Copies the list. */
    public CommandBatch {
        commands = List.copyOf(commands);
    }
}
