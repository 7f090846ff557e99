package io.holdfast.client.config;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Executor;

/** Time and threads of a test: everything happens on the test's thread, in an order that a seed decides. */
final class SimulatedAgenda implements Agenda, Executor {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final Random random;
    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingInt(Task::luck));
    private long nanos;

    private record Task(long at, int luck, Runnable work) {}

    SimulatedAgenda(Random random) {
        this.random = random;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public Instant now() {
        return BEGIN.plusNanos(nanos);
    }

    @Override
    public void after(Duration delay, Runnable task) {
        tasks.add(new Task(nanos + delay.toNanos(), random.nextInt(), task));
    }

    @Override
    public void execute(Runnable task) {
        after(Duration.ZERO, task);
    }

    /** Lets time pass. */
    void pass(Duration time) {
        long end = nanos + time.toNanos();
        while (!tasks.isEmpty() && tasks.peek().at() <= end) {
            Task next = tasks.remove();
            nanos = Math.max(nanos, next.at());
            next.work().run();
        }
        nanos = end;
    }
}
