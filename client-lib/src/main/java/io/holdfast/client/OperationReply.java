package io.holdfast.client;

/** The answer to one operation; a transaction answers one for each operation of the branch taken. */
public sealed interface OperationReply permits PutReply, DeleteReply, RangeReply, TransactionReply {
    /** The store's revision when the answer was made. */
    long revision();
}
