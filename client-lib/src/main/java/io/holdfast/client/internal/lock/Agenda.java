package io.holdfast.client.internal.lock;

import io.holdfast.client.internal.Loop;
import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is to be done later, and can be called off. Confined to the loop. */
final class Agenda {
    private static final Logger LOG = LoggerFactory.getLogger(Agenda.class);

    private final Loop loop;
    private final TreeSet<Entry> entries =
            new TreeSet<>(Comparator.comparingLong(Entry::dueNanos).thenComparingLong(Entry::number));
    /** Times are kept relative to it, so that they can be compared. */
    private final long origin;

    private long number;
    private long wakeAt = Long.MAX_VALUE;

    /**
     * Something to do.
     *
     * @param dueNanos when, from the origin
     * @param number tells entries of one moment apart
     * @param task what
     */
    record Entry(long dueNanos, long number, Runnable task) {}

    Agenda(Loop loop) {
        this.loop = loop;
        this.origin = loop.nanoTime();
    }

    /** Puts something down. */
    Entry after(long delayNanos, Runnable task) {
        long now = loop.nanoTime() - origin;
        long due = now + Math.max(0, Math.min(delayNanos, Long.MAX_VALUE / 4));
        Entry entry = new Entry(due, ++number, task);
        entries.add(entry);
        wakeBy(due, now);
        return entry;
    }

    /**
     * Calls something off; does nothing if it was done, or is nothing.
     *
     * @return null, to be put in its place
     */
    @Nullable
    Entry cancel(@Nullable Entry entry) {
        if (entry != null) {
            entries.remove(entry);
        }
        return null;
    }

    int size() {
        return entries.size();
    }

    void clear() {
        entries.clear();
    }

    private void wakeBy(long due, long now) {
        if (due < wakeAt) {
            wakeAt = due;
            loop.schedule(() -> wake(due), due - now);
        }
    }

    private void wake(long due) {
        if (due != wakeAt) {
            return;
        }
        wakeAt = Long.MAX_VALUE;
        long now = loop.nanoTime() - origin;
        try {
            while (!entries.isEmpty() && entries.first().dueNanos() <= now) {
                run(entries.pollFirst());
            }
        } finally {
            if (!entries.isEmpty()) {
                wakeBy(entries.first().dueNanos(), now);
            }
        }
    }

    private static void run(Entry entry) {
        try {
            entry.task().run();
        } catch (RuntimeException e) {
            // The others must not wait for good because of one.
            LOG.error("something to be done later failed: a bug, please report it", e);
        }
    }
}
