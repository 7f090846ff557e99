package io.holdfast.statemachine.kv;

import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.Put;
import io.holdfast.model.outcome.Outcome;

/** What a transaction is carried out on. Everything has been checked before. */
interface Writer {
    /** The keys as they stand, earlier operations of the transaction included. */
    Keyspace view();

    Outcome put(Put put);

    Outcome deleteRange(DeleteRange delete);

    /** A state that only reads: a transaction on it has been checked to hold no write. */
    static Writer readingOnly(Keyspace keyspace) {
        return new Writer() {
            @Override
            public Keyspace view() {
                return keyspace;
            }

            @Override
            public Outcome put(Put put) {
                throw new IllegalStateException("a put in a transaction that was checked to only read");
            }

            @Override
            public Outcome deleteRange(DeleteRange delete) {
                throw new IllegalStateException("a delete in a transaction that was checked to only read");
            }
        };
    }
}
