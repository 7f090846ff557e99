package io.holdfast.server.lease;

import io.holdfast.model.Bytes;
import io.holdfast.model.lease.LeaseRecord;
import java.util.List;
import java.util.function.Consumer;

/** The lease table as this node has applied it. Safe for any thread; never waits. */
public interface LeaseSource {
    /** Visits every lease of the state published last. */
    void forEach(Consumer<LeaseRecord> visitor);

    /** How long a session outlives the end of its connection, in milliseconds; 0 for its time to live, or if it is gone. */
    long graceOf(long session);

    /**
     * The first keys attached to a lease, and the revision they were seen at.
     *
     * @param maxBytes how much the keys may take together; no key is read if it is 0
     */
    Attached attachedTo(long lease, int maxBytes);

    /**
     * What hangs on a lease.
     *
     * @param revision the store's revision
     * @param keys in order; empty if there is no such lease
     * @param complete whether these are all of them, for certain
     */
    record Attached(long revision, List<Bytes> keys, boolean complete) {
        /** Copies the list. */
        public Attached {
            keys = List.copyOf(keys);
        }
    }
}
