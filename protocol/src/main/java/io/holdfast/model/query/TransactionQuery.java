package io.holdfast.model.query;

import java.util.List;

/**
 * A transaction that only reads; it needs no log entry. All compares, those of nested ones included, and all reads see
 * one and the same state.
 *
 * @param compares all of them must hold
 * @param success the reads if they do
 * @param failure the reads if they do not
 */
public record TransactionQuery(List<Compare> compares, List<KeyValueQuery> success, List<KeyValueQuery> failure)
        implements KeyValueQuery {
    /** Copies the lists. */
    public TransactionQuery {
        compares = List.copyOf(compares);
        success = List.copyOf(success);
        failure = List.copyOf(failure);
    }

    @Override
    public <R> R accept(Handler<R> handler) {
        return handler.transaction(this);
    }
}
