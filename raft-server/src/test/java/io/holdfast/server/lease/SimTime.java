package io.holdfast.server.lease;

import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Simulated time: what is to happen, in order. The same seed gives the same run. Confined to one thread. */
final class SimTime {
    final Random random;
    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private long nanos = 1_000;
    private long count;

    SimTime(long seed) {
        random = new Random(seed);
    }

    private record Due(long nanos, long number, Runnable action) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(nanos, other.nanos);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    long nanos() {
        return nanos;
    }

    long millis() {
        return nanos / 1_000_000;
    }

    /** Does it after so many milliseconds. */
    void in(double millis, Runnable action) {
        long delay = (long) (millis * 1_000_000);
        queue.add(new Due(nanos + Math.max(0, delay), count++, action));
    }

    /** A random time, mostly short. */
    double about(double millis) {
        return millis * (0.2 - Math.log(1 - random.nextDouble()));
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    void runFor(long millis) {
        long end = nanos + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!queue.isEmpty() && queue.peek().nanos() <= end) {
            Due next = queue.remove();
            nanos = Math.max(nanos, next.nanos());
            next.action().run();
        }
        nanos = end;
    }
}
