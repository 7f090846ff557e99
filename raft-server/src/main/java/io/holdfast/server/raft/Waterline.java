package io.holdfast.server.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;

/**
 * Waiters parked until a number of this node that only grows (the applied index, the revision) has reached theirs.
 *
 * <p>Safe for any thread: guarded by its own lock, under which nothing foreign is called but {@code level}. {@link
 * #rise} is for the apply thread and costs two volatile reads while nobody's number is reached.
 */
final class Waterline {
    private final LongSupplier level;
    private final Consumer<List<IndexWaiter>> due;
    private final TreeMap<Long, WaiterList> parked = new TreeMap<>();

    /** The lowest number waited for, {@link Long#MAX_VALUE} for none; written under the lock. */
    private volatile long lowest = Long.MAX_VALUE;

    private boolean closed;

    /**
     * A line.
     *
     * @param level the number now; cheap, and never less than what was announced by {@link #rise}
     * @param due takes the waiters whose number is reached, on whatever thread found out: must only hand them on
     */
    Waterline(LongSupplier level, Consumer<List<IndexWaiter>> due) {
        this.level = level;
        this.due = due;
    }

    /**
     * Parks waiters until the number is reached, which may be at once.
     *
     * @return false if the line is closed: the waiters are still the caller's
     */
    boolean park(long number, List<IndexWaiter> waiters) {
        synchronized (parked) {
            if (closed) {
                return false;
            }
            parked.computeIfAbsent(number, any -> new WaiterList()).addAll(waiters);
            lowest = parked.firstKey();
        }
        // After announcing them: either rise() sees them, or the number was there before this look.
        rise();
        return true;
    }

    /** The number may have grown. */
    void rise() {
        if (level.getAsLong() < lowest) {
            return;
        }
        List<IndexWaiter> reached = new ArrayList<>();
        synchronized (parked) {
            long now = level.getAsLong();
            while (!parked.isEmpty() && parked.firstKey() <= now) {
                reached.addAll(parked.pollFirstEntry().getValue().takeAll());
            }
            look();
        }
        if (!reached.isEmpty()) {
            due.accept(reached);
        }
    }

    /** Takes out those whose deadline has passed and hands them over with the number they waited for. */
    void takeLate(long nowNanos, ObjLongConsumer<List<IndexWaiter>> overdue) {
        if (lowest == Long.MAX_VALUE) {
            return;
        }
        TreeMap<Long, List<IndexWaiter>> all = new TreeMap<>();
        synchronized (parked) {
            parked.forEach((number, list) -> {
                List<IndexWaiter> late = new ArrayList<>();
                list.takeLate(nowNanos, late);
                all.put(number, late);
            });
            parked.values().removeIf(WaiterList::isEmpty);
            look();
        }
        all.forEach((number, late) -> overdue.accept(late, number));
    }

    /** Takes everybody out and lets nobody in any more. */
    List<IndexWaiter> close() {
        List<IndexWaiter> all = new ArrayList<>();
        synchronized (parked) {
            closed = true;
            parked.values().forEach(list -> all.addAll(list.takeAll()));
            parked.clear();
            look();
        }
        return all;
    }

    /** Guarded by the lock. */
    private void look() {
        lowest = parked.isEmpty() ? Long.MAX_VALUE : parked.firstKey();
    }
}
