package io.holdfast.statemachine.kv;

import io.holdfast.model.event.Event;
import org.jspecify.annotations.Nullable;

/**
 * The events after the compaction floor, in the order in which they happened.
 *
 * <p>Immutable to its readers, safe for any thread: chunks are shared with later logs, whose events stand behind this
 * log's {@link #size} and are never looked at from here.
 */
public final class EventLog {
    static final int CHUNK = 512;
    static final EventLog EMPTY = new EventLog(new Chunk[0], 0, 0, 0, 0);

    /** Events and, for each, the payload bytes of history up to and with it. Appended to by its owner only. */
    static final class Chunk {
        final Object owner;
        final @Nullable Event[] events = new Event[CHUNK];
        final long[] bytesThrough = new long[CHUNK];

        Chunk(Object owner) {
            this.owner = owner;
        }

        /** A copy of the slots from {@code from} to {@code to}, so that what is outside of them can be forgotten. */
        Chunk copy(Object newOwner, int from, int to) {
            Chunk copy = new Chunk(newOwner);
            System.arraycopy(events, from, copy.events, from, to - from);
            System.arraycopy(bytesThrough, from, copy.bytesThrough, from, to - from);
            return copy;
        }
    }

    final Chunk[] chunks;
    final int from;
    final int size;
    final long bytesBefore;
    final long bytesThrough;

    EventLog(Chunk[] chunks, int from, int size, long bytesBefore, long bytesThrough) {
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
    @SuppressWarnings("NullAway") // below size every slot holds an event
    public Event get(int index) {
        int position = from + index;
        return chunks[position / CHUNK].events[position % CHUNK];
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

    /** How many events stand at or before a revision. */
    int countThrough(long revision) {
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

    long bytesBefore(int index) {
        if (index == 0) {
            return bytesBefore;
        }
        int position = from + index - 1;
        return chunks[position / CHUNK].bytesThrough[position % CHUNK];
    }
}
