package io.holdfast.statemachine;

import io.holdfast.model.event.Event;
import io.holdfast.model.outcome.Outcome;
import java.util.List;

/**
 * What a batch did.
 *
 * @param outcomes one for each command, in order
 * @param leases what happened to leases, in order
 * @param locks what happened to locks, in order
 * @param events every change, in order of revision and, within one revision, in the order in which it was made
 */
public record Applied(List<Outcome> outcomes, List<LeaseChange> leases, List<LockChange> locks, List<Event> events) {
    /** Copies the lists. */
    public Applied {
        outcomes = List.copyOf(outcomes);
        leases = List.copyOf(leases);
        locks = List.copyOf(locks);
        events = List.copyOf(events);
    }
}
