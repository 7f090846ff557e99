package io.holdfast.statemachine.kv;

import io.holdfast.model.Limits;
import io.holdfast.model.command.Operation;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.query.KeyValueQuery;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.TransactionQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers queries of keys from one keyspace. Safe for any thread. */
public final class QueryRun {
    private final Keyspace keyspace;
    private final CommandCheck commandCheck;
    private final StateCheck stateCheck;

    /** Answers from the given keyspace. */
    public QueryRun(Keyspace keyspace) {
        Rejections rejections = new Rejections(keyspace.revision());
        this.keyspace = keyspace;
        this.commandCheck = new CommandCheck(rejections);
        this.stateCheck = new StateCheck(keyspace, lease -> false, rejections);
    }

    /** Reads a range. */
    public Outcome range(RangeQuery query) {
        Optional<Rejection> rejection = commandCheck.range(query).or(() -> stateCheck.range(query));
        if (rejection.isPresent()) {
            return rejection.get();
        }
        Outcome.Range answer = RangeReader.read(keyspace, query);
        rejection = stateCheck.sortedAnswer(query, RangeReader.cost(answer.keyValues()));
        return rejection.isPresent() ? rejection.get() : answer;
    }

    /** Carries out a transaction that only reads. */
    public Outcome transaction(TransactionQuery query) {
        Transaction transaction = asTransaction(query, 1);
        Optional<Rejection> rejection = commandCheck.transaction(transaction);
        if (rejection.isPresent()) {
            return rejection.get();
        }
        Decision decision = Decision.of(transaction, keyspace);
        rejection = stateCheck.transaction(decision);
        return rejection.isPresent() ? rejection.get() : new TransactionRun(Writer.readingOnly(keyspace)).run(decision);
    }

    /** One level below the deepest allowed is enough for the check to find it too deep. */
    private static Transaction asTransaction(TransactionQuery query, int depth) {
        if (depth > Limits.MAX_TRANSACTION_DEPTH) {
            return new Transaction(List.of(), List.of(), List.of());
        }
        return new Transaction(
                query.compares(), asOperations(query.success(), depth), asOperations(query.failure(), depth));
    }

    private static List<Operation> asOperations(List<KeyValueQuery> queries, int depth) {
        List<Operation> operations = new ArrayList<>(queries.size());
        for (KeyValueQuery query : queries) {
            operations.add(
                    query instanceof RangeQuery range
                            ? new Operation.Range(range)
                            : asTransaction((TransactionQuery) query, depth + 1));
        }
        return operations;
    }
}
