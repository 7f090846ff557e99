package io.holdfast.model.query;

import io.holdfast.model.command.Transaction;
import java.util.Objects;

/**
 * A transaction whose branches only read; it needs no log entry. One with a write in it is rejected.
 *
 * @param transaction the transaction
 */
public record TransactionQuery(Transaction transaction) implements Query {
    /** Refuses null. */
    public TransactionQuery {
        Objects.requireNonNull(transaction, "transaction");
    }

    @Override
    public <R> R accept(Handler<R> handler) {
        return handler.transaction(this);
    }
}
