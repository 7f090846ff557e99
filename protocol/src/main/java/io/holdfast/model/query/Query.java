package io.holdfast.model.query;

/** A read of the replicated state. */
public sealed interface Query permits KeyValueQuery, LeasesQuery, SessionsQuery, SessionQuery, LockQuery, ConfigQuery {
    /** Hands this query to the method of its kind. */
    <R> R accept(Handler<R> handler);

    /** One method a query. */
    interface Handler<R> {
        /** Read a range of keys. */
        R range(RangeQuery query);

        /** A transaction without writes. */
        R transaction(TransactionQuery query);

        /** List leases. */
        R leases(LeasesQuery query);

        /** List sessions. */
        R sessions(SessionsQuery query);

        /** Look one session up. */
        R session(SessionQuery query);

        /** Read the lock table. */
        R lock(LockQuery query);

        /** Read configuration. */
        R config(ConfigQuery query);
    }
}
