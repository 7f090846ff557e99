package io.holdfast.model.command;

import io.holdfast.model.query.Compare;
import java.util.List;

/**
 * If every compare holds, the operations of {@code success}, else those of {@code failure}, as one atomic step with one
 * revision. All compares, those of nested transactions included, are evaluated against the state before the
 * transaction; then everything is checked; only then is anything changed.
 *
 * @param compares all of them must hold
 * @param success the operations if they do
 * @param failure the operations if they do not
 */
public record Transaction(List<Compare> compares, List<Operation> success, List<Operation> failure)
        implements KeyValueCommand, Operation {
    /** Copies the lists. */
    public Transaction {
        compares = List.copyOf(compares);
        success = List.copyOf(success);
        failure = List.copyOf(failure);
    }

    @Override
    public <R> R accept(KeyValueCommand.Handler<R> handler) {
        return handler.transaction(this);
    }

    @Override
    public <R> R accept(Operation.Handler<R> handler) {
        return handler.transaction(this);
    }
}
