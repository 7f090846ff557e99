package io.holdfast.cli.bench;

/** What the load consists of. */
public enum Workload {
    /** Every operation stores a value. */
    PUT,
    /** Every operation reads one key, linearizably. */
    GET,
    /** Reads and stores, in the share that was asked for. */
    MIXED
}
