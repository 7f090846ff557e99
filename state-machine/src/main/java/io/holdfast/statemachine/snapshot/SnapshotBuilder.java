package io.holdfast.statemachine.snapshot;

import io.holdfast.model.snapshot.SnapshotException;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.statemachine.Digest;
import io.holdfast.statemachine.StateImage;
import io.holdfast.statemachine.digest.Hash64;
import org.jspecify.annotations.Nullable;

/**
 * Makes a state of the rows of a snapshot. Trusts none of them: they must come in the order that {@link SnapshotRow} names,
 * be within their ranges, name only what exists, and make a state of the content that the digest speaks of.
 *
 * <p>After a throw the builder must not be used any more. Confined to one thread.
 */
public final class SnapshotBuilder {
    private long rows;
    private @Nullable Tables tables;

    /** A builder without rows. */
    public SnapshotBuilder() {}

    /**
     * Adds the next row.
     *
     * @throws SnapshotException if it cannot stand there
     */
    public void add(SnapshotRow row) throws SnapshotException {
        try {
            if (tables == null) {
                tables = Tables.of(row);
            } else {
                row.accept(tables);
            }
        } catch (SnapshotException e) {
            throw new SnapshotException("row " + rows + ": " + e.getMessage());
        }
        rows++;
    }

    /**
     * Ends the rows.
     *
     * @param expected the digest that stands behind the rows; its chain becomes the state's
     * @return the state, ready for {@link io.holdfast.statemachine.CoordinationState#restore}
     * @throws SnapshotException if rows are missing, they make a state of another content, or the digest is of a version
     *     that this release does not compute
     */
    public StateImage finish(Digest expected) throws SnapshotException {
        if (tables == null) {
            throw new SnapshotException("there are no rows");
        }
        if (expected.version() != Hash64.VERSION) {
            throw new SnapshotException("the digest has version " + expected.version()
                    + ", this release computes version " + Hash64.VERSION + " and cannot check the state");
        }
        StateImage image = tables.image(expected.chain());
        if (image.digest().content() != expected.content()) {
            throw new SnapshotException("the rows make a state of content "
                    + Long.toHexString(image.digest().content()) + ", the digest says "
                    + Long.toHexString(expected.content()));
        }
        return image;
    }
}
