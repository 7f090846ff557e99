package io.holdfast.client;

import io.holdfast.model.lock.WaitRecord;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One election at a moment.
 *
 * @param revision the revision at which this was so
 * @param election its name
 * @param leader who leads; empty if nobody does
 * @param candidates the head of the queue, in the order in which they would be elected
 * @param waiting how many wait in all
 */
public record ElectionDetails(
        long revision, String election, Optional<ElectedLeader> leader, List<WaitRecord> candidates, int waiting) {
    /** Copies the list. */
    public ElectionDetails {
        Objects.requireNonNull(election, "election");
        Objects.requireNonNull(leader, "leader");
        candidates = List.copyOf(candidates);
    }
}
