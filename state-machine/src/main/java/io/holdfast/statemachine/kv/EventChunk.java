package io.holdfast.statemachine.kv;

import io.holdfast.model.event.Event;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A run of events and, for each, the payload bytes of history up to and with it. Appended to by its owner only; a slot
 * once filled never changes, so any thread may read those that its {@link EventLog} covers.
 */
final class EventChunk {
    static final int SLOTS = 512;

    final Object owner;
    final @Nullable Event[] events = new Event[SLOTS];
    final long[] bytesThrough = new long[SLOTS];

    /** Made by the first reader that asks: writers never pay for it. */
    private volatile @Nullable FirstEvents firsts;

    EventChunk(Object owner) {
        this.owner = owner;
    }

    /** A copy of the slots from {@code from} to {@code to}, so that what is outside of them can be forgotten. */
    EventChunk copy(Object newOwner, int from, int to) {
        EventChunk copy = new EventChunk(newOwner);
        System.arraycopy(events, from, copy.events, from, to - from);
        System.arraycopy(bytesThrough, from, copy.bytesThrough, from, to - from);
        return copy;
    }

    @SuppressWarnings("NullAway") // a log asks for filled slots only
    Event at(int slot) {
        return events[slot];
    }

    /** The first event of each key. The chunk must be full. Two readers may both make it; they make the same. */
    @SuppressWarnings("NullAway") // every slot of a full chunk holds an event
    FirstEvents firsts() {
        FirstEvents known = firsts;
        if (known == null) {
            known = FirstEvents.of(Arrays.asList(events));
            firsts = known;
        }
        return known;
    }
}
