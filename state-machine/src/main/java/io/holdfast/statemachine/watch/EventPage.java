package io.holdfast.statemachine.watch;

import io.holdfast.model.event.Event;
import java.util.List;

/**
 * Some of the events that a watch waits for, in order.
 *
 * @param events what was found, perhaps nothing
 * @param end where reading goes on: the page holds all wanted events up to there. If that is within a revision and the page
 *     is not empty, it holds the beginning of that revision's events and nothing else
 * @param more whether the revision after {@link #upTo} is known to hold a wanted event that has not been given
 * @param bytes what the events cost, keys and values and a little for each
 * @param looked about how many events were looked at for it
 */
public record EventPage(List<Event> events, Bookmark end, boolean more, int bytes, int looked) {
    /** Copies the list. */
    public EventPage {
        events = List.copyOf(events);
    }

    /** Every revision up to here was read whole. */
    public long upTo() {
        return end.after();
    }

    /** Whether the page ends with the beginning of a revision's events, whose rest follows. */
    public boolean isFragment() {
        return end.within() > 0 && !events.isEmpty();
    }

    /** The same page as the beginning of a longer stretch: more can be read at once. */
    public EventPage withMore() {
        return more ? this : new EventPage(events, end, true, bytes, looked);
    }
}
