package io.holdfast.statemachine.kv;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.event.Event;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events from the compaction floor on, in the order in which they happened.
 *
 * <p>Immutable to its readers, safe for any thread: chunks are shared with later logs, whose events stand behind this
 * log's {@link #size} and are never looked at from here.
 */
public final class EventLog {
    static final int CHUNK = EventChunk.SLOTS;
    static final EventLog EMPTY = new EventLog(new EventChunk[0], 0, 0, 0, 0);

    final EventChunk[] chunks;
    final int from;
    final int size;
    final long bytesBefore;
    final long bytesThrough;

    EventLog(EventChunk[] chunks, int from, int size, long bytesBefore, long bytesThrough) {
        this.chunks = chunks;
        this.from = from;
        this.size = size;
        this.bytesBefore = bytesBefore;
        this.bytesThrough = bytesThrough;
    }

    /** How many events there are. */
    public int size() {
        return size;
    }

    /** Payload bytes of the versions that these events ended. */
    public long payloadBytes() {
        return bytesThrough - bytesBefore;
    }

    /** The event at {@code index}, from 0 for the oldest kept. */
    public Event get(int index) {
        return at(from + index);
    }

    /** How many events must go, oldest first, so that at most so many payload bytes remain. */
    int excessOver(long maxPayloadBytes) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (bytesThrough - bytesBefore(middle) <= maxPayloadBytes) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** How many events stand at or before a revision. Takes a binary search. */
    public int countThrough(long revision) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (get(middle).revision() <= revision) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Where the run of events that {@code index} lies in ends: {@link #mayHold} answers for one run at a time. */
    public int runEnd(int index) {
        return sliceEnd(from + index, from + size) - from;
    }

    /**
     * Whether the run that {@code index} lies in may hold events of a range. Of a whole chunk that is known with one
     * binary search.
     */
    public boolean mayHold(KeyRange range, int index) {
        int chunk = (from + index) / CHUNK;
        boolean whole = chunk * CHUNK >= from && (chunk + 1) * CHUNK <= from + size;
        return !whole || chunks[chunk].firsts().touches(range);
    }

    /** The first event of a key after a revision, or null. Takes a binary search in each chunk up to there. */
    @Nullable
    Event firstAfter(long revision, Bytes key) {
        int end = from + size;
        int start = from + countThrough(revision);
        Event found = null;
        while (start < end && found == null) {
            int stop = sliceEnd(start, end);
            EventChunk chunk = chunks[start / CHUNK];
            found = stop - start == CHUNK ? chunk.firsts().get(key) : firstBetween(start, stop, key);
            start = stop;
        }
        return found;
    }

    /**
     * Of each key of a range of more than one key the first event after a revision, by key. Takes time for the range's
     * events after that revision, and a binary search in each chunk.
     */
    List<Event> firstAfter(long revision, KeyRange range) {
        int end = from + size;
        int start = from + countThrough(revision);
        List<Event> events = new ArrayList<>();
        while (start < end) {
            start = from + copyFirsts(start - from, range, events);
        }
        return FirstEvents.sorted(events);
    }

    /**
     * Adds the events of a range of more than one key to a list, those from {@code index} to the end of its run: of a whole
     * chunk the first of each key, by key, which takes a binary search and a step for each, else all.
     *
     * @return where the run ends
     */
    public int copyFirsts(int index, KeyRange range, List<Event> target) {
        int start = from + index;
        int stop = sliceEnd(start, from + size);
        if (stop - start == CHUNK) {
            chunks[start / CHUNK].firsts().copyTo(target, range);
        } else {
            addBetween(start, stop, range, target);
        }
        return stop - from;
    }

    /** The first event of each key, by key, of events that stand for each key in the order in which they happened. */
    public static List<Event> firstOfEachKey(List<Event> events) {
        return FirstEvents.sorted(events);
    }

    /** Where the chunk of {@code start} ends, or the log if that is earlier. */
    private static int sliceEnd(int start, int end) {
        return Math.min(end, (start / CHUNK + 1) * CHUNK);
    }

    private @Nullable Event firstBetween(int start, int stop, Bytes key) {
        for (int position = start; position < stop; position++) {
            Event event = at(position);
            if (event.keyValue().key().equals(key)) {
                return event;
            }
        }
        return null;
    }

    private void addBetween(int start, int stop, KeyRange range, List<Event> target) {
        for (int position = start; position < stop; position++) {
            Event event = at(position);
            if (range.contains(event.keyValue().key())) {
                target.add(event);
            }
        }
    }

    private Event at(int position) {
        return chunks[position / CHUNK].at(position % CHUNK);
    }

    long bytesBefore(int index) {
        if (index == 0) {
            return bytesBefore;
        }
        int position = from + index - 1;
        return chunks[position / CHUNK].bytesThrough[position % CHUNK];
    }
}
