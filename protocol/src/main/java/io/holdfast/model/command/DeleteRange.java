package io.holdfast.model.command;

import io.holdfast.model.KeyRange;
import java.util.Objects;

/**
 * Deletes every key of a range, in one revision. Deleting nothing is a success that does not move the revision.
 *
 * @param range which keys
 * @param previous whether the outcome carries the deleted versions
 */
public record DeleteRange(KeyRange range, boolean previous) implements KeyValueCommand, Operation {
    /** Refuses null. */
    public DeleteRange {
        Objects.requireNonNull(range, "range");
    }

    @Override
    public <R> R accept(KeyValueCommand.Handler<R> handler) {
        return handler.deleteRange(this);
    }

    @Override
    public <R> R accept(Operation.Handler<R> handler) {
        return handler.deleteRange(this);
    }
}
