package io.holdfast.client;

/**
 * How to put.
 *
 * @param previous whether the reply carries the version that was replaced
 * @param keepValue keep the stored value and only count a new version; the key must exist and the given value be empty
 * @param keepLease keep the stored lease; the key must exist
 */
public record PutOptions(boolean previous, boolean keepValue, boolean keepLease) {
    /** A plain put. */
    public static final PutOptions DEFAULT = new PutOptions(false, false, false);

    /** These options, and the reply carries the version that was replaced. */
    public PutOptions returningPrevious() {
        return new PutOptions(true, keepValue, keepLease);
    }

    /** These options, keeping the stored value. */
    public PutOptions keepingValue() {
        return new PutOptions(previous, true, keepLease);
    }

    /** These options, keeping the stored lease. */
    public PutOptions keepingLease() {
        return new PutOptions(previous, keepValue, true);
    }
}
