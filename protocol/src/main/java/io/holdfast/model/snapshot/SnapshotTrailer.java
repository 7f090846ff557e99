package io.holdfast.model.snapshot;

/**
 * The end of a snapshot: what whoever has read all of it compares.
 *
 * @param rows how many rows there are
 * @param digestVersion names the hash function of the digests and what it is fed with
 * @param chain the digest over every outcome and event up to the snapshot's index; cannot be computed from the rows
 * @param content the digest over the state; can be computed anew from the rows
 */
public record SnapshotTrailer(long rows, int digestVersion, long chain, long content) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if the number of rows is negative
     */
    public SnapshotTrailer {
        if (rows < 0) {
            throw new IllegalArgumentException("the number of rows is " + rows + ", must not be negative");
        }
    }
}
