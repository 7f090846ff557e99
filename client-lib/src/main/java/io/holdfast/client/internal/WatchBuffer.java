package io.holdfast.client.internal;

import io.holdfast.model.KeyValue;
import io.holdfast.model.event.Event;
import io.holdfast.model.watch.WatchPush;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one consumer: filled on the loop, emptied by the consumer. Bounded; when it is full the loop keeps the
 * watch's place and is told when half of the bound is free again. Safe for any thread; nobody waits holding the lock.
 */
final class WatchBuffer {
    /** What one event costs beyond its payload. */
    private static final int EVENT_BYTES = 64;

    private record Entry(WatchItem item, int events, long bytes) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private final WatchBounds bounds;
    private final Runnable roomAgain;
    private int events;
    private long bytes;
    private long position;
    private boolean behind;
    private boolean closed;

    /**
     * An empty buffer.
     *
     * @param roomAgain called, by the consumer, when a full buffer has half its room again
     */
    WatchBuffer(WatchBounds bounds, long position, Runnable roomAgain) {
        this.bounds = bounds;
        this.position = position;
        this.roomAgain = roomAgain;
    }

    /** Everything up to this revision was taken by the consumer. */
    long position() {
        lock.lock();
        try {
            return position;
        } finally {
            lock.unlock();
        }
    }

    /** Whether one more push may come; if not, the consumer's catching up will be told. */
    boolean room() {
        lock.lock();
        try {
            behind = events >= bounds.events() || bytes >= bounds.bytes();
            return !behind;
        } finally {
            lock.unlock();
        }
    }

    /** Adds an item, full or not. Nothing is added after the end. */
    void add(WatchItem item) {
        Entry entry = cost(item);
        lock.lock();
        try {
            if (!closed) {
                entries.add(entry);
                events += entry.events();
                bytes += entry.bytes();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Adds an item if nothing else waits. */
    boolean addIfEmpty(WatchItem item) {
        lock.lock();
        try {
            if (closed || !entries.isEmpty()) {
                return false;
            }
            entries.add(new Entry(item, 0, 0));
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Moves the position in its turn. At most one such move waits at the end of the buffer.
     *
     * @param wanted whether the consumer wants to hear of it even if nothing else waits
     * @return whether the consumer has something to take because of it
     */
    boolean advance(WatchPush.Progress progress, boolean wanted) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            Entry last = entries.peekLast();
            if (last == null && !wanted) {
                position = Math.max(position, progress.revision());
                return false;
            }
            if (last != null
                    && last.item() instanceof WatchItem.Pushed pushed
                    && pushed.push() instanceof WatchPush.Progress) {
                entries.removeLast();
            }
            entries.add(new Entry(new WatchItem.Pushed(progress), 0, 0));
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The next item for the consumer, whose position it moves; null if nothing waits. */
    @Nullable
    WatchItem take() {
        boolean caughtUp;
        WatchItem item;
        lock.lock();
        try {
            Entry entry = entries.poll();
            if (entry == null) {
                return null;
            }
            item = entry.item();
            events -= entry.events();
            bytes -= entry.bytes();
            if (item instanceof WatchItem.Pushed pushed) {
                position = positionAfter(pushed.push());
            }
            caughtUp = behind && events <= bounds.events() / 2 && bytes <= bounds.bytes() / 2;
            if (caughtUp) {
                behind = false;
            }
        } finally {
            lock.unlock();
        }
        if (caughtUp) {
            roomAgain.run();
        }
        return item;
    }

    /** Drops everything; nothing is added any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            behind = false;
            entries.clear();
            events = 0;
            bytes = 0;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the next item is the last. */
    boolean ends() {
        lock.lock();
        try {
            Entry next = entries.peek();
            return next != null
                    && (next.item() instanceof WatchItem.Refused || next.item() instanceof WatchItem.Failed);
        } finally {
            lock.unlock();
        }
    }

    private long positionAfter(WatchPush push) {
        if (push instanceof WatchPush.Events batch) {
            return batch.upTo();
        }
        if (push instanceof WatchPush.Progress progress) {
            return Math.max(position, progress.revision());
        }
        return push instanceof WatchPush.ResetEnd end ? end.revision() : position;
    }

    private static Entry cost(WatchItem item) {
        if (item instanceof WatchItem.Pushed pushed) {
            if (pushed.push() instanceof WatchPush.Events batch) {
                return new Entry(item, batch.events().size(), bytes(batch.events()));
            }
            if (pushed.push() instanceof WatchPush.ResetPage page) {
                long bytes = 0;
                for (KeyValue keyValue : page.keyValues()) {
                    bytes += EVENT_BYTES + keyValue.payloadSize();
                }
                return new Entry(item, page.keyValues().size(), bytes);
            }
        }
        return new Entry(item, 0, 0);
    }

    private static long bytes(List<Event> events) {
        long bytes = 0;
        for (Event event : events) {
            KeyValue previous = event.previous();
            bytes += EVENT_BYTES + event.keyValue().payloadSize() + (previous == null ? 0 : previous.payloadSize());
        }
        return bytes;
    }
}
