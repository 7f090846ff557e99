package io.holdfast.statemachine.lease;

import io.holdfast.model.Bytes;
import io.holdfast.model.lease.LeaseRecord;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.statemachine.digest.ContentHash;
import io.holdfast.statemachine.tree.LongKey;

/**
 * A lease as the table keeps it; how many keys are attached is counted when somebody asks.
 *
 * @param place where it stands in the table
 */
record Lease(Bytes place, long id, long epoch, long ttlMillis, long boundMillis, long session) {
    static Lease granted(long id, long epoch, long ttlMillis, long session) {
        return new Lease(LongKey.of(id), id, epoch, ttlMillis, ttlMillis, session);
    }

    static Lease of(SnapshotRow.Lease row) {
        return new Lease(
                LongKey.of(row.lease()), row.lease(), row.epoch(), row.ttlMillis(), row.boundMillis(), row.session());
    }

    Lease bounded(long millis) {
        return new Lease(place, id, epoch, ttlMillis, millis, session);
    }

    LeaseRecord record(int keys) {
        return new LeaseRecord(id, epoch, ttlMillis, boundMillis, session, keys);
    }

    long content() {
        return ContentHash.ofLease(id, epoch, ttlMillis, boundMillis, session);
    }
}
