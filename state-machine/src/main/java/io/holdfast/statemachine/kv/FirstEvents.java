package io.holdfast.statemachine.kv;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.event.Event;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Of each key that some events changed the first of these events, found by key.
 *
 * <p>A read of an old revision searches hundreds of these, cold in memory: so the eight bytes of each key that follow
 * what all keys share stand side by side as numbers, and a search follows references only where these are equal.
 *
 * <p>Immutable, safe for any thread.
 */
final class FirstEvents {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final Event[] events;
    private final Bytes lowest;
    private final int shared;
    private final long[] heads;

    /** From events that are sorted by key, one a key, at least one. */
    private FirstEvents(List<Event> sorted) {
        events = sorted.toArray(new Event[0]);
        lowest = key(events[0]);
        int at = Arrays.mismatch(
                lowest.sharedArray(), key(events[events.length - 1]).sharedArray());
        shared = at < 0 ? lowest.size() : at;
        heads = new long[events.length];
        Arrays.setAll(heads, i -> head(key(events[i])));
    }

    /** Of at least one event, in the order in which they happened. */
    static FirstEvents of(List<Event> events) {
        return new FirstEvents(sorted(events));
    }

    /** The first event of each key, by key, of events that stand for each key in the order in which they happened. */
    static List<Event> sorted(List<Event> events) {
        List<Event> sorted = new ArrayList<>(events);
        sorted.sort(Comparator.comparing(FirstEvents::key)); // stable: of one key the first event stays the first
        List<Event> firsts = new ArrayList<>(sorted.size());
        for (Event event : sorted) {
            if (firsts.isEmpty() || !key(event).equals(key(firsts.get(firsts.size() - 1)))) {
                firsts.add(event);
            }
        }
        return firsts;
    }

    /** The first event of a key, or null. */
    @Nullable
    Event get(Bytes key) {
        int index = firstNotBelow(key);
        return index < events.length && key(events[index]).equals(key) ? events[index] : null;
    }

    /** Whether a range holds any of the keys. */
    boolean touches(KeyRange range) {
        if (range.isSingle()) {
            return get(range.start()) != null;
        }
        int first = firstNotBelow(range.start());
        return first < events.length && range.contains(key(events[first]));
    }

    /** Adds the events of a range of more than one key to a list, by key. */
    void copyTo(List<Event> target, KeyRange range) {
        int end = range.isUnbounded() ? events.length : firstNotBelow(range.end());
        for (int index = firstNotBelow(range.start()); index < end; index++) {
            target.add(events[index]);
        }
    }

    private int firstNotBelow(Bytes key) {
        if (!sharesPrefix(key)) {
            return key.compareTo(lowest) <= 0 ? 0 : events.length;
        }
        long head = head(key);
        int low = 0;
        int high = events.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            boolean below = heads[middle] == head ? key(events[middle]).compareTo(key) < 0 : heads[middle] < head;
            if (below) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private boolean sharesPrefix(Bytes key) {
        return key.size() >= shared && Arrays.equals(key.sharedArray(), 0, shared, lowest.sharedArray(), 0, shared);
    }

    /** Ordered as the keys are, but zero-padded: equal heads say nothing. The flipped sign makes bytes unsigned. */
    private long head(Bytes key) {
        byte[] bytes = key.sharedArray();
        if (bytes.length - shared >= Long.BYTES) {
            return (long) LONG.get(bytes, shared) ^ Long.MIN_VALUE;
        }
        long head = 0;
        for (int i = shared, shift = 56; i < bytes.length; i++, shift -= 8) {
            head |= (bytes[i] & 0xffL) << shift;
        }
        return head ^ Long.MIN_VALUE;
    }

    private static Bytes key(Event event) {
        return event.keyValue().key();
    }
}
