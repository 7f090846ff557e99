package io.holdfast.statemachine;

/** What a batch did to the lease table, for the leader's clock. */
public sealed interface LeaseChange {
    /** The lease. */
    long lease();

    /**
     * A lease was made.
     *
     * @param lease its id
     * @param epoch its epoch
     * @param ttlMillis its time to live
     * @param graceMillis how long it outlives the end of its session's connection; 0 for its time to live
     */
    record Granted(long lease, long epoch, long ttlMillis, long graceMillis) implements LeaseChange {}

    /**
     * A lease ended, for whatever reason.
     *
     * @param lease its id
     */
    record Ended(long lease) implements LeaseChange {}

    /**
     * A lease has another bound.
     *
     * @param lease its id
     * @param epoch its epoch
     * @param boundMillis the bound
     */
    record Bounded(long lease, long epoch, long boundMillis) implements LeaseChange {}
}
