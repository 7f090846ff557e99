package io.holdfast.server.raft;

import java.util.ArrayList;
import java.util.List;

/** Waiters in their order, and the earliest of their deadlines. Not safe for threads: whoever holds it guards it. */
final class WaiterList {
    private List<IndexWaiter> waiters = new ArrayList<>();
    private long earliestNanos;

    boolean isEmpty() {
        return waiters.isEmpty();
    }

    void add(IndexWaiter waiter) {
        if (waiters.isEmpty() || waiter.deadlineNanos() - earliestNanos < 0) {
            earliestNanos = waiter.deadlineNanos();
        }
        waiters.add(waiter);
    }

    void addAll(List<? extends IndexWaiter> some) {
        some.forEach(this::add);
    }

    /** Takes everything out. */
    List<IndexWaiter> takeAll() {
        List<IndexWaiter> all = waiters;
        waiters = new ArrayList<>();
        return all;
    }

    /** Takes out those whose deadline has passed, into {@code late}. Costs nothing if there is none. */
    void takeLate(long nowNanos, List<IndexWaiter> late) {
        if (waiters.isEmpty() || earliestNanos - nowNanos > 0) {
            return;
        }
        for (IndexWaiter waiter : takeAll()) {
            if (waiter.deadlineNanos() - nowNanos > 0) {
                add(waiter);
            } else {
                late.add(waiter);
            }
        }
    }
}
