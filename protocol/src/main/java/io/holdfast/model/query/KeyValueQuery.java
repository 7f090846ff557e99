package io.holdfast.model.query;

/** A read of the keyspace: what may stand in a read-only transaction. */
public sealed interface KeyValueQuery extends Query permits RangeQuery, TransactionQuery {}
