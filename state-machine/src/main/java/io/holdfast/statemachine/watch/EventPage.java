package io.holdfast.statemachine.watch;

import io.holdfast.model.event.Event;
import java.util.List;

/**
 * Some of the events that a watch waits for, in order.
 *
 * @param events what was found, perhaps nothing
 * @param upTo every revision up to here was read whole: the page holds all of its events that the watch wants
 * @param within how many events of the revision after {@code upTo} were read, wanted or not; reading goes on there. If
 *     that is above 0 and the page is not empty, it holds the beginning of that revision's events and nothing else
 * @param more whether the revision after {@code upTo} is known to hold a wanted event that has not been given
 * @param bytes what the events cost, keys and values and a little for each
 */
public record EventPage(List<Event> events, long upTo, int within, boolean more, int bytes) {
    /** Copies the list. */
    public EventPage {
        events = List.copyOf(events);
    }

    /** Whether the page ends with the beginning of a revision's events, whose rest follows. */
    public boolean isFragment() {
        return within > 0 && !events.isEmpty();
    }

    /** The same page as the beginning of a longer stretch: more can be read at once. */
    public EventPage withMore() {
        return more ? this : new EventPage(events, upTo, within, true, bytes);
    }
}
