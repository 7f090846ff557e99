package io.holdfast.client;

import java.util.List;

/**
 * A transaction was applied.
 *
 * @param revision its revision, or the current one if it changed nothing
 * @param succeeded whether the conditions held, so that the first branch was taken
 * @param replies one for each operation of the branch taken, in order
 */
public record TransactionReply(long revision, boolean succeeded, List<OperationReply> replies)
        implements OperationReply {
    /** Copies the list. */
    public TransactionReply {
        replies = List.copyOf(replies);
    }
}
