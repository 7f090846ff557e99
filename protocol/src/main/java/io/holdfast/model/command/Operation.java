package io.holdfast.model.command;

import io.holdfast.model.query.RangeQuery;

/** What may stand in a branch of a transaction. */
public sealed interface Operation permits Put, DeleteRange, Transaction, Operation.Range {
    /** Hands this operation to the method of its kind. */
    <R> R accept(Handler<R> handler);

    /**
     * A read inside a transaction: sees what the transaction has written before it.
     *
     * @param query what to read
     */
    record Range(RangeQuery query) implements Operation {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.range(this);
        }
    }

    /** One method an operation. */
    interface Handler<R> {
        /** Store one key. */
        R put(Put operation);

        /** Delete a range. */
        R deleteRange(DeleteRange operation);

        /** Read a range. */
        R range(Range operation);

        /** A nested transaction. */
        R transaction(Transaction operation);
    }
}
