package io.holdfast.model.snapshot;

/**
 * Rows that make no state: out of order, given twice, out of range, naming what does not exist, or of another content
 * than their digest says. Each row may be well-formed in itself. The message names the row and what is wrong with it.
 */
public final class SnapshotException extends Exception {
    private static final long serialVersionUID = 1L;

    /** A complaint. */
    public SnapshotException(String message) {
        super(message);
    }
}
