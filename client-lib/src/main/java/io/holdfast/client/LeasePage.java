package io.holdfast.client;

import io.holdfast.model.lease.LeaseRecord;
import java.util.List;

/**
 * A page of the list of leases.
 *
 * @param revision the store's revision
 * @param leases in order of their ids
 * @param more whether there are more: ask for those after the last id
 */
public record LeasePage(long revision, List<LeaseRecord> leases, boolean more) {
    /** Copies the list. */
    public LeasePage {
        leases = List.copyOf(leases);
    }
}
