package io.holdfast.statemachine.kv;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.Limits;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.Operation;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.query.Compare;
import io.holdfast.model.query.RangeQuery;
import java.util.List;
import java.util.Optional;

/**
 * Checks what can be said about a command without looking at the keys: sizes, flags that contradict each other, counts
 * and depth. Changes nothing.
 */
final class CommandCheck implements Operation.Handler<Optional<Rejection>> {
    /** A bound of a range may be the immediate successor of the longest key. */
    private static final int MAX_BOUND_BYTES = Limits.MAX_KEY_BYTES + 1;

    private final Rejections rejections;
    private final int budget;
    private final int depth;

    private CommandCheck(Rejections rejections, int budget, int depth) {
        this.rejections = rejections;
        this.budget = budget;
        this.depth = depth;
    }

    CommandCheck(Rejections rejections) {
        this(rejections, Limits.MAX_TRANSACTION_OPERATIONS, 1);
    }

    @Override
    public Optional<Rejection> put(Put put) {
        Bytes key = put.key();
        if (key.isEmpty()) {
            return Optional.of(rejections.keyEmpty("key"));
        }
        if (key.size() > Limits.MAX_KEY_BYTES) {
            return Optional.of(rejections.keyTooLarge("key", key, Limits.MAX_KEY_BYTES));
        }
        if (put.value().size() > Limits.MAX_VALUE_BYTES) {
            return Optional.of(rejections.valueTooLarge(key, put.value()));
        }
        if (put.ignoreValue() && !put.value().isEmpty()) {
            return Optional.of(rejections.valueProvided(key));
        }
        if (put.ignoreLease() && put.lease() != 0) {
            return Optional.of(rejections.leaseProvided(key));
        }
        return Optional.empty();
    }

    @Override
    public Optional<Rejection> deleteRange(DeleteRange delete) {
        return range(delete.range());
    }

    @Override
    public Optional<Rejection> range(Operation.Range range) {
        return range(range.query());
    }

    Optional<Rejection> range(RangeQuery query) {
        Optional<Rejection> badRange = range(query.range());
        if (badRange.isEmpty() && query.maxBytes() < 0) {
            return Optional.of(rejections.negative("maxBytes", query.maxBytes()));
        }
        return badRange;
    }

    /** A transaction that may stand at this depth, with this budget of operations. */
    @Override
    public Optional<Rejection> transaction(Transaction transaction) {
        if (depth > Limits.MAX_TRANSACTION_DEPTH) {
            return Optional.of(rejections.tooDeep());
        }
        int count = Math.max(
                transaction.compares().size(),
                Math.max(transaction.success().size(), transaction.failure().size()));
        if (count > budget) {
            return Optional.of(rejections.tooManyOperations(count, budget));
        }
        for (Compare compare : transaction.compares()) {
            Optional<Rejection> bad = range(compare.range());
            if (bad.isPresent()) {
                return bad;
            }
        }
        CommandCheck inner = new CommandCheck(rejections, budget - count, depth + 1);
        Optional<Rejection> bad = inner.all(transaction.success());
        return bad.isPresent() ? bad : inner.all(transaction.failure());
    }

    private Optional<Rejection> all(List<Operation> operations) {
        for (Operation operation : operations) {
            Optional<Rejection> bad = operation.accept(this);
            if (bad.isPresent()) {
                return bad;
            }
        }
        return Optional.empty();
    }

    private Optional<Rejection> range(KeyRange range) {
        if (range.start().isEmpty()) {
            return Optional.of(rejections.keyEmpty("key"));
        }
        if (range.start().size() > MAX_BOUND_BYTES) {
            return Optional.of(rejections.keyTooLarge("start of range", range.start(), MAX_BOUND_BYTES));
        }
        if (range.end().size() > MAX_BOUND_BYTES) {
            return Optional.of(rejections.keyTooLarge("end of range", range.end(), MAX_BOUND_BYTES));
        }
        return Optional.empty();
    }
}
