package io.holdfast.model.snapshot;

/**
 * Takes the rows of a snapshot, one by one and in order.
 *
 * @param <X> what it throws when it cannot take one; whoever writes rows stops then and lets it through
 */
@FunctionalInterface
public interface RowSink<X extends Exception> {
    /** Takes the next row. */
    void row(SnapshotRow row) throws X;
}
