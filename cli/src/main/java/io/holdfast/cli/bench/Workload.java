package io.holdfast.cli.bench;

/** What the load consists of. */
public enum Workload {
    /** Every operation stores a value. */
    PUT,
    /** Every operation reads one key, linearizably. */
    GET,
    /** Reads and stores, in the share that was asked for. */
    MIXED,
    /** One writer at a fixed rate, and watches that each hear every write: what counts is the delivery. */
    WATCH,
    /** Leases kept alive by their clients: what counts is the renewal. */
    LEASE
}
