package io.holdfast.client.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Settled calls on their way to the callback executor: together for all that one event settled, not one task for each.
 * Gathered on the loop.
 */
final class Deliveries {
    private final Callbacks callbacks;
    private final Budget budget;
    private List<Call> gathered = new ArrayList<>();
    private long bytes;

    Deliveries(Callbacks callbacks, Budget budget) {
        this.callbacks = callbacks;
        this.budget = budget;
    }

    /** Adds a settled call. */
    void add(Call call) {
        gathered.add(call);
        bytes += call.payload.bytes();
    }

    /** Hands on what was gathered. */
    void flush() {
        if (gathered.isEmpty()) {
            return;
        }
        List<Call> batch = gathered;
        gathered = new ArrayList<>();
        // Before delivery: a callback that makes the next call must find the room its own call has left.
        budget.give(batch.size(), bytes);
        bytes = 0;
        // One answer has nobody to wait for, which is what most tasks of a lightly loaded client are.
        callbacks.run(
                callbacks.shared() && batch.size() > 1 ? new SharedBatch(batch) : () -> batch.forEach(Call::deliver));
    }

    /**
     * The answers of one event, taken one by one by whichever thread is free. While some are left, one more run of this
     * batch is always queued: if a callback waits for a later answer of its own batch, that run delivers it. So a batch
     * costs as many tasks as threads take part, not one for each answer.
     */
    private final class SharedBatch implements Runnable {
        private final List<Call> calls;
        private final AtomicInteger taken = new AtomicInteger();

        SharedBatch(List<Call> calls) {
            this.calls = calls;
        }

        @Override
        public void run() {
            if (taken.get() + 1 < calls.size()) {
                callbacks.run(this);
            }
            for (int i = taken.getAndIncrement(); i < calls.size(); i = taken.getAndIncrement()) {
                calls.get(i).deliver();
            }
        }
    }
}
