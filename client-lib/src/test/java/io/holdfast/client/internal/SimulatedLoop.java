package io.holdfast.client.internal;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** A loop whose time stands still until the test moves it. Single-threaded. */
final class SimulatedLoop implements Loop {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::at).thenComparingLong(Timer::number));
    private long now = 1_000_000_000L;
    private long number;
    private long wallAheadMillis = 1_700_000_000_000L;

    private record Timer(long at, long number, Runnable task) {}

    @Override
    public boolean inLoop() {
        return true;
    }

    @Override
    public long nanoTime() {
        return now;
    }

    /** The wall clock: goes with the time, and jumps when a test says so. */
    @Override
    public long wallMillis() {
        return now / 1_000_000 + wallAheadMillis;
    }

    /** Sets the wall clock ahead, or back. */
    void jumpWallMillis(long millis) {
        wallAheadMillis += millis;
    }

    /** Time passes and nothing runs: the process is stopped. What was due meanwhile runs when the loop is next settled. */
    void pauseMillis(long millis) {
        now += millis * 1_000_000;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void schedule(Runnable task, long delayNanos) {
        timers.add(new Timer(now + delayNanos, number++, task));
    }

    /** Runs everything due now. */
    void settle() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** Moves time, running each timer at its moment. */
    void advanceMillis(long millis) {
        settle();
        long until = now + millis * 1_000_000;
        while (!timers.isEmpty() && timers.peek().at() <= until) {
            Timer timer = timers.remove();
            now = Math.max(now, timer.at());
            timer.task().run();
            settle();
        }
        now = until;
        settle();
    }
}
