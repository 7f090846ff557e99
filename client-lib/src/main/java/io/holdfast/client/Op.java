package io.holdfast.client;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.Operation;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.query.Compare;
import java.util.List;

/** Operations of a transaction's branches. */
public final class Op {
    private Op() {}

    /** Stores one key. Answered by a {@link PutReply}. */
    public static Operation put(Bytes key, Bytes value) {
        return put(key, value, PutOptions.DEFAULT);
    }

    /** Stores one key. Answered by a {@link PutReply}. */
    public static Operation put(Bytes key, Bytes value, PutOptions options) {
        return options.of(key, value);
    }

    /** Reads one key, seeing what the transaction wrote before. Answered by a {@link RangeReply}. */
    public static Operation get(Bytes key) {
        return range(KeyRange.single(key), RangeOptions.DEFAULT);
    }

    /** Reads a range, seeing what the transaction wrote before. Answered by a {@link RangeReply}. */
    public static Operation range(KeyRange range, RangeOptions options) {
        return new Operation.Range(options.query(range));
    }

    /** Deletes one key. Answered by a {@link DeleteReply}. */
    public static Operation delete(Bytes key) {
        return delete(KeyRange.single(key), DeleteOptions.DEFAULT);
    }

    /** Deletes a range. Answered by a {@link DeleteReply}. */
    public static Operation delete(KeyRange range, DeleteOptions options) {
        return new DeleteRange(range, options.previous());
    }

    /**
     * A nested transaction. Its conditions are evaluated up front, against the state before the outermost transaction.
     * Answered by a {@link TransactionReply}.
     */
    public static Operation transaction(List<Compare> when, List<Operation> then, List<Operation> otherwise) {
        return new Transaction(when, then, otherwise);
    }
}
