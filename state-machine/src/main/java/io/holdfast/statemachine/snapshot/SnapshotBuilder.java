package io.holdfast.statemachine.snapshot;

import io.holdfast.model.snapshot.SnapshotException;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.statemachine.Digest;
import io.holdfast.statemachine.StateImage;

/**
 * Makes a state of the rows of a snapshot. Trusts none of them: they must come in the order that {@link SnapshotRow} names,
 * be within their ranges, name only what exists, and make the state whose content the digest speaks of.
 *
 * <p>After a throw the builder must not be used any more. Confined to one thread.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class SnapshotBuilder {
    /** A builder without rows. */
    public SnapshotBuilder() {}

    /**
     * Adds the next row.
     *
     * @throws SnapshotException if it cannot stand there
     */
    public void add(SnapshotRow row) throws SnapshotException {
        throw new SnapshotException("not built yet: " + row);
    }

    /**
     * Ends the rows.
     *
     * @param expected the digest that stands behind the rows; its chain becomes the state's
     * @return the state, ready for {@link io.holdfast.statemachine.CoordinationState#restore}
     * @throws SnapshotException if rows are missing, or they make a state of another content
     */
    public StateImage finish(Digest expected) throws SnapshotException {
        throw new SnapshotException("not built yet: " + expected);
    }
}
