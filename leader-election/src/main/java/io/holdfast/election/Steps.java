package io.holdfast.election;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs short steps one after the other, in the order in which they came, on whichever thread brought one while none was
 * running. No lock, no thread of its own. A step that brings another one does not run it inside itself. What a step changes
 * is seen by the next one.
 */
final class Steps {
    private final Queue<Runnable> steps = new ConcurrentLinkedQueue<>();
    private final AtomicInteger open = new AtomicInteger();
    private final Consumer<Throwable> stumbled;

    /**
     * Makes an empty row.
     *
     * @param stumbled hears what a step threw, before the next one runs; must not throw
     */
    Steps(Consumer<Throwable> stumbled) {
        this.stumbled = stumbled;
    }

    void run(Runnable step) {
        steps.add(step);
        if (open.getAndIncrement() != 0) {
            return;
        }
        do {
            Runnable next = steps.poll();
            if (next != null) {
                one(next);
            }
        } while (open.decrementAndGet() != 0);
    }

    private void one(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            stumbled.accept(e);
        }
    }
}
