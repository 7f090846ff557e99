package io.holdfast.client;

import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.Operation;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.query.KeyValueQuery;
import io.holdfast.model.query.TransactionQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds transactions that only read: they need no log entry, and may be sent again without harm. */
final class ReadOnly implements Operation.Handler<Optional<KeyValueQuery>> {
    private static final ReadOnly INSTANCE = new ReadOnly();

    private ReadOnly() {}

    /** The transaction as a query, if there is no write in it at any depth. */
    static Optional<KeyValueQuery> query(Transaction transaction) {
        return INSTANCE.transaction(transaction);
    }

    @Override
    public Optional<KeyValueQuery> put(Put operation) {
        return Optional.empty();
    }

    @Override
    public Optional<KeyValueQuery> deleteRange(DeleteRange operation) {
        return Optional.empty();
    }

    @Override
    public Optional<KeyValueQuery> range(Operation.Range operation) {
        return Optional.of(operation.query());
    }

    @Override
    public Optional<KeyValueQuery> transaction(Transaction operation) {
        Optional<List<KeyValueQuery>> success = branch(operation.success());
        Optional<List<KeyValueQuery>> failure = branch(operation.failure());
        return success.flatMap(
                then -> failure.map(otherwise -> new TransactionQuery(operation.compares(), then, otherwise)));
    }

    private Optional<List<KeyValueQuery>> branch(List<Operation> operations) {
        List<KeyValueQuery> queries = new ArrayList<>(operations.size());
        for (Operation operation : operations) {
            Optional<KeyValueQuery> query = operation.accept(this);
            if (query.isEmpty()) {
                return Optional.empty();
            }
            queries.add(query.get());
        }
        return Optional.of(queries);
    }
}
