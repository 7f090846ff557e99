package io.holdfast.server.lease;

import io.holdfast.model.Bytes;
import io.holdfast.model.lease.LeaseRecord;
import java.util.List;
import java.util.function.Consumer;

/** The lease table as this node has applied it. Safe for any thread; never waits. */
public interface LeaseSource {
    /** Visits every lease of the state published last. */
    void forEach(Consumer<LeaseRecord> visitor);

    /** The first keys attached to a lease, at most so many, and the revision they were seen at. */
    Attached attachedTo(long lease, int maxKeys);

    /**
     * What hangs on a lease.
     *
     * @param revision the store's revision
     * @param keys in order; empty if there is no such lease
     */
    record Attached(long revision, List<Bytes> keys) {
        /** Copies the list. */
        public Attached {
            keys = List.copyOf(keys);
        }
    }
}
