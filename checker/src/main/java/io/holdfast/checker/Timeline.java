package io.holdfast.checker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The calls and returns of one key's operations by time, as a ring out of which operations can be lifted and into which
 * they can be put back, last lifted first. An operation without an answer returns after all others. Confined to one
 * search.
 */
final class Timeline {
    /** Before the first event and after the last. */
    private final Event edge = new Event(-1, Long.MIN_VALUE, false);

    /** Calls stand before returns at the same instant: touching operations are concurrent. */
    Timeline(List<? extends Operation<?, ?>> operations) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < operations.size(); i++) {
            Event call = new Event(i, operations.get(i).invokedNanos(), true);
            call.end = new Event(i, operations.get(i).returnedNanos(), false);
            events.add(call);
            events.add(call.end);
        }
        events.sort(Comparator.comparingLong((Event event) -> event.nanos).thenComparing(event -> !event.isCall));
        for (Event event : events) {
            event.previous = edge.previous;
            event.next = edge;
            link(event);
        }
    }

    /** The earliest event, or the edge if there is none. */
    Event first() {
        return edge.next;
    }

    /** Takes the operation of a call out. */
    void lift(Event call) {
        unlink(call);
        unlink(call.end);
    }

    /** Puts the operation that was lifted last back. */
    void putBack(Event call) {
        link(call.end);
        link(call);
    }

    private static void unlink(Event event) {
        event.previous.next = event.next;
        event.next.previous = event.previous;
    }

    private static void link(Event event) {
        event.previous.next = event;
        event.next.previous = event;
    }

    /** A call or a return. */
    static final class Event {
        final int operation;
        final boolean isCall;
        private final long nanos;
        private Event end = this;
        private Event previous = this;
        private Event next = this;

        private Event(int operation, long nanos, boolean isCall) {
            this.operation = operation;
            this.nanos = nanos;
            this.isCall = isCall;
        }

        /** The event after it. */
        Event next() {
            return next;
        }
    }
}
