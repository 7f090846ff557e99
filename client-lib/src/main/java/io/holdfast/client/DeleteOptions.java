package io.holdfast.client;

/**
 * How to delete.
 *
 * @param previous whether the reply carries the deleted versions
 */
public record DeleteOptions(boolean previous) {
    /** A plain delete. */
    public static final DeleteOptions DEFAULT = new DeleteOptions(false);

    /** These options, and the reply carries the deleted versions. */
    public DeleteOptions returningPrevious() {
        return new DeleteOptions(true);
    }
}
