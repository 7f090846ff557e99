package io.holdfast.statemachine.kv;

import io.holdfast.model.Bytes;

/**
 * Which key is attached to which lease, as the keyspace tells it: every put, delete and transaction, whatever it came
 * from, reports here. Called on the apply thread only.
 */
public interface Attachments {
    /** Whether there is such a lease. A put that names another is refused before anything is done. */
    boolean leaseExists(long lease);

    /** A key that was attached to no lease now is to this one, which exists. */
    void attach(long lease, Bytes key);

    /** A key is no longer attached to this lease: it was put with another one or none, or is gone. */
    void detach(long lease, Bytes key);
}
