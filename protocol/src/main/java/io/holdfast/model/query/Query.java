package io.holdfast.model.query;

/** A read of the replicated state. */
public sealed interface Query permits RangeQuery, TransactionQuery {
    /** Hands this query to the method of its kind. */
    <R> R accept(Handler<R> handler);

    /** One method a query. */
    interface Handler<R> {
        /** Read a range of keys. */
        R range(RangeQuery query);

        /** A transaction without writes. */
        R transaction(TransactionQuery query);
    }
}
