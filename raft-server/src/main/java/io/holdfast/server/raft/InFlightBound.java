package io.holdfast.server.raft;

/**
 * How many entries may be under way at once, depending on what waits.
 *
 * <p>An entry costs about a millisecond of CPU over three nodes whatever it holds, so entries should be few and large:
 * the next one sets off when the last is done. Only when so much waits that a further entry pays for itself does it set
 * off beside the one under way. Measured in {@code docs/decisions/0004-group-commit.md}.
 *
 * @param max the most entries under way
 * @param commands so many waiting commands pay for an entry of their own
 * @param bytes so many waiting bytes do
 */
record InFlightBound(int max, int commands, long bytes) {
    /** Refuses bounds under which nothing moves. */
    InFlightBound {
        if (max < 1) {
            throw new IllegalArgumentException("at least one entry must be allowed in flight, not " + max);
        }
    }

    /** The bound under these limits. */
    static InFlightBound of(RaftOptions.ProposalLimits limits) {
        return new InFlightBound(limits.maxEntriesInFlight(), limits.earlyEntryCommands(), limits.maxEntryBytes() / 2);
    }

    /** Whether another entry may set off while {@code inFlight} are under way and so much waits. */
    boolean allows(int inFlight, int waitingCommands, long waitingBytes) {
        if (inFlight == 0) {
            return true;
        }
        return inFlight < max && (waitingCommands >= commands || waitingBytes >= bytes);
    }
}
