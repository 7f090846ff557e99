package io.holdfast.client;

import java.util.List;
import java.util.Objects;

/**
 * A transaction was applied.
 *
 * @param revision its revision, or the current one if it changed nothing
 * @param succeeded whether the conditions held, so that the first branch was taken
 * @param replies one for each operation of the branch taken, in order
 * @param served who answered, and how old the answer may be
 */
public record TransactionReply(long revision, boolean succeeded, List<OperationReply> replies, Served served)
        implements OperationReply {
    /** Copies the list. */
    public TransactionReply {
        replies = List.copyOf(replies);
        Objects.requireNonNull(served, "served");
    }
}
