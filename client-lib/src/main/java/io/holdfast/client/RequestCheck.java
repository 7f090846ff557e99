package io.holdfast.client;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.Limits;
import io.holdfast.model.command.Compact;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.KeyValueCommand;
import io.holdfast.model.command.Operation;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.Compare;
import io.holdfast.model.query.RangeQuery;
import java.util.List;

/**
 * Refuses before sending what every node would refuse, with the same reason. Only limits that need no state: the rest is
 * the cluster's to judge.
 */
final class RequestCheck implements KeyValueCommand.Handler<Void>, Operation.Handler<Void> {
    private int budget = Limits.MAX_TRANSACTION_OPERATIONS;
    private int depth;

    /** @throws RejectedException if the command breaks a limit */
    static void check(KeyValueCommand command) {
        command.accept((KeyValueCommand.Handler<Void>) new RequestCheck());
    }

    /** @throws RejectedException if the query breaks a limit */
    static void check(RangeQuery query) {
        range(query.range());
    }

    @Override
    @SuppressWarnings("NullAway") // Void has no other value.
    public Void put(Put put) {
        key(put.key());
        value(put.value());
        if (put.ignoreValue() && !put.value().isEmpty()) {
            throw refused(Reason.VALUE_PROVIDED, 0, "key " + put.key() + ": a value was given with keepValue");
        }
        if (put.ignoreLease() && put.lease() != 0) {
            throw refused(Reason.LEASE_PROVIDED, 0, "key " + put.key() + ": a lease was given with keepLease");
        }
        return null;
    }

    @Override
    @SuppressWarnings("NullAway") // Void has no other value.
    public Void deleteRange(DeleteRange delete) {
        range(delete.range());
        return null;
    }

    @Override
    @SuppressWarnings("NullAway") // Void has no other value.
    public Void range(Operation.Range read) {
        range(read.query().range());
        return null;
    }

    @Override
    @SuppressWarnings("NullAway") // Void has no other value.
    public Void transaction(Transaction transaction) {
        int operations = Math.max(
                transaction.compares().size(),
                Math.max(transaction.success().size(), transaction.failure().size()));
        int limit = Limits.MAX_TRANSACTION_OPERATIONS;
        if (operations > budget) {
            throw refused(
                    Reason.TOO_MANY_OPERATIONS,
                    limit,
                    "a transaction holds at most " + limit + " operations, nested ones included");
        }
        if (depth == Limits.MAX_TRANSACTION_DEPTH) {
            throw refused(
                    Reason.TOO_MANY_OPERATIONS,
                    Limits.MAX_TRANSACTION_DEPTH,
                    "transactions nest at most " + Limits.MAX_TRANSACTION_DEPTH + " deep");
        }
        transaction.compares().forEach(RequestCheck::compare);
        // Budget as etcd counts it: what this level leaves is what each nested one may use.
        budget -= operations;
        depth++;
        branch(transaction.success());
        branch(transaction.failure());
        budget += operations;
        depth--;
        return null;
    }

    private void branch(List<Operation> operations) {
        operations.forEach(operation -> operation.accept((Operation.Handler<Void>) this));
    }

    @Override
    @SuppressWarnings("NullAway") // Void has no other value.
    public Void compact(Compact compact) {
        return null;
    }

    private static void compare(Compare compare) {
        range(compare.range());
        value(compare.value());
    }

    private static void range(KeyRange range) {
        key(range.start());
        if (range.end().size() > Limits.MAX_KEY_BYTES) {
            key(range.end());
        }
    }

    private static void key(Bytes key) {
        if (key.isEmpty()) {
            throw refused(Reason.KEY_EMPTY, 0, "the key is empty");
        }
        if (key.size() > Limits.MAX_KEY_BYTES) {
            throw refused(
                    Reason.KEY_TOO_LARGE,
                    Limits.MAX_KEY_BYTES,
                    "key " + key + " has " + key.size() + " bytes, at most " + Limits.MAX_KEY_BYTES + " are allowed");
        }
    }

    private static void value(Bytes value) {
        if (value.size() > Limits.MAX_VALUE_BYTES) {
            throw refused(
                    Reason.VALUE_TOO_LARGE,
                    Limits.MAX_VALUE_BYTES,
                    "a value has " + value.size() + " bytes, at most " + Limits.MAX_VALUE_BYTES + " are allowed");
        }
    }

    static RejectedException refused(Reason reason, long bound, String message) {
        return new RejectedException(reason, bound, 0, message);
    }
}
