package io.holdfast.server.raft;

/**
 * How many entries may be under way at once, depending on what waits.
 *
 * <p>An entry costs about a millisecond of CPU over three nodes whatever it holds, so entries should be few and large:
 * the next one sets off when the last is done. Only when a whole further entry already waits does a second one overtake
 * nothing by setting off early. Measured in {@code docs/decisions/0004-group-commit.md}.
 *
 * @param max the most entries under way
 * @param commands a waiting entry of so many commands counts as whole
 * @param bytes a waiting entry of so many bytes counts as whole
 */
record InFlightBound(int max, int commands, long bytes) {
    /** Refuses bounds under which nothing moves. */
    InFlightBound {
        if (max < 1) {
            throw new IllegalArgumentException("at least one entry must be allowed in flight, not " + max);
        }
    }

    /** The bound under these limits: an entry counts as whole when nothing more would fit into it. */
    static InFlightBound of(RaftOptions.ProposalLimits limits) {
        return new InFlightBound(limits.maxEntriesInFlight(), limits.maxEntryCommands(), limits.maxEntryBytes());
    }

    /** Whether another entry may set off while {@code inFlight} are under way and so much waits. */
    boolean allows(int inFlight, int waitingCommands, long waitingBytes) {
        if (inFlight == 0) {
            return true;
        }
        return inFlight < max && (waitingCommands >= commands || waitingBytes >= bytes);
    }
}
