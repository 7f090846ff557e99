package io.holdfast.statemachine;

import io.holdfast.model.event.Event;
import io.holdfast.model.notice.Topic;
import io.holdfast.model.outcome.Outcome;
import java.util.List;

/**
 * What a batch did.
 *
 * @param inTurn whether it was its proposer's next; if not, it did nothing and is forgotten
 * @param next the number that the next batch of this proposer must have; 1 if the proposer is not known
 * @param outcomes one for each command, in order; none if it was out of turn
 * @param leases what happened to leases, in order
 * @param locks what happened to locks, in order
 * @param topics what observers are told of, each once
 * @param events every change, in order of revision and, within one revision, in the order in which it was made
 */
public record Applied(
        boolean inTurn,
        long next,
        List<Outcome> outcomes,
        List<LeaseChange> leases,
        List<LockChange> locks,
        List<Topic> topics,
        List<Event> events) {
    /** Copies the lists. */
    public Applied {
        outcomes = List.copyOf(outcomes);
        leases = List.copyOf(leases);
        locks = List.copyOf(locks);
        topics = List.copyOf(topics);
        events = List.copyOf(events);
    }

    /** A batch that did nothing. */
    static Applied outOfTurn(long next) {
        return new Applied(false, next, List.of(), List.of(), List.of(), List.of(), List.of());
    }
}
