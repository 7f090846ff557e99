package io.holdfast.statemachine.kv;

import io.holdfast.model.KeyValue;
import io.holdfast.model.event.Event;
import java.util.Arrays;

/**
 * The one writer of a line of event logs: appends at the end, drops from the front, each in O(1) an event.
 *
 * <p>Only chunks of its own are appended to. An editor that starts from somebody else's log copies the last chunk
 * first, since the other may go on writing into it.
 *
 * <p>Confined to the apply thread.
 */
final class EventLogEditor {
    private final Object owner = new Object();
    private EventChunk[] chunks;
    private int from;
    private int size;
    private long bytesBefore;
    private long bytesThrough;

    EventLogEditor(EventLog log) {
        this.chunks = log.chunks;
        this.from = log.from;
        this.size = log.size;
        this.bytesBefore = log.bytesBefore;
        this.bytesThrough = log.bytesThrough;
    }

    void append(Event event) {
        int position = from + size;
        EventChunk chunk = ownedChunk(position / EventLog.CHUNK, position % EventLog.CHUNK);
        KeyValue ended = event.previous();
        bytesThrough += ended == null ? 0 : ended.payloadSize();
        chunk.events[position % EventLog.CHUNK] = event;
        chunk.bytesThrough[position % EventLog.CHUNK] = bytesThrough;
        size++;
    }

    private EventChunk ownedChunk(int index, int used) {
        if (index == chunks.length) {
            chunks = Arrays.copyOf(chunks, index + 1);
            chunks[index] = new EventChunk(owner);
        } else if (chunks[index].owner != owner) {
            chunks = chunks.clone();
            chunks[index] = chunks[index].copy(owner, 0, used);
        }
        return chunks[index];
    }

    /** Drops the oldest events. Nothing of them stays reachable from here, be they ever so large. */
    void dropFirst(int count) {
        if (count == 0) {
            return;
        }
        bytesBefore = freeze().bytesBefore(count);
        size -= count;
        int position = from + count;
        int whole = position / EventLog.CHUNK;
        from = position % EventLog.CHUNK;
        chunks = Arrays.copyOfRange(chunks, whole, chunks.length);
        if (chunks.length > 0) {
            chunks[0] = chunks[0].copy(owner, from, Math.min(EventLog.CHUNK, from + size));
        }
    }

    EventLog freeze() {
        return new EventLog(chunks, from, size, bytesBefore, bytesThrough);
    }
}
