package io.holdfast.server.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * How far this node has applied the log, and who waits for how far. {@link #advance} belongs to the apply thread; the
 * rest is safe for any thread.
 */
final class AppliedIndex {
    private final PriorityQueue<Waiter> waiters = new PriorityQueue<>();
    private volatile long applied = -1;
    private volatile boolean awaited;

    /** The newest index applied, -1 for none. */
    long get() {
        return applied;
    }

    /**
     * Runs {@code action} once everything up to {@code index} is applied: at once on this thread, or later on the apply
     * thread, where it must only hand work on.
     */
    void whenApplied(long index, Runnable action) {
        if (applied < index) {
            synchronized (waiters) {
                awaited = true;
                // Read again after announcing: advance() either sees the announcement or happened before this read.
                if (applied < index) {
                    waiters.add(new Waiter(index, action));
                    return;
                }
            }
        }
        action.run();
    }

    /** Everything up to {@code index} is applied. */
    void advance(long index) {
        applied = index;
        if (!awaited) {
            return;
        }
        List<Runnable> due = new ArrayList<>();
        synchronized (waiters) {
            Waiter first;
            while ((first = waiters.peek()) != null && first.index() <= index) {
                due.add(waiters.remove().action());
            }
            awaited = !waiters.isEmpty();
        }
        due.forEach(Runnable::run);
    }

    private record Waiter(long index, Runnable action) implements Comparable<Waiter> {
        @Override
        public int compareTo(Waiter other) {
            return Long.compare(index, other.index);
        }
    }
}
