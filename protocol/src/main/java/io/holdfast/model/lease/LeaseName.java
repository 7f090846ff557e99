package io.holdfast.model.lease;

/**
 * Which lease is meant: ids of leases that ended may be granted again, epochs never are.
 *
 * @param lease its id
 * @param epoch tells it from others of the same id; {@link #ANY} for whichever has the id
 */
public record LeaseName(long lease, long epoch) {
    /** No lease has this epoch: whoever names it does not know which grant of the id he means, or does not care. */
    public static final long ANY = 0;

    /** Whichever lease has this id. */
    public static LeaseName any(long lease) {
        return new LeaseName(lease, ANY);
    }

    /** Whether a lease of this id that has this epoch is meant. */
    public boolean means(long found) {
        return epoch == ANY || epoch == found;
    }
}
