package io.holdfast.election;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** A clock that moves when told to, and does what is due on the way. Safe for any thread. */
public final class SimulatedTime implements Timing {
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::number));
    private long now;
    private long number;

    private record Due(long at, long number, Runnable task) {}

    @Override
    public synchronized long nanos() {
        return now;
    }

    @Override
    public Instant wall() {
        return Instant.ofEpochSecond(1_800_000_000L).plusNanos(nanos());
    }

    @Override
    public synchronized void after(Duration delay, Runnable task) {
        due.add(new Due(now + Math.max(0, delay.toNanos()), number++, task));
    }

    /** Lets so much time pass. */
    public void advance(Duration time) {
        long end = nanos() + time.toNanos();
        for (Due next = next(end); next != null; next = next(end)) {
            next.task().run();
        }
    }

    private synchronized @Nullable Due next(long end) {
        Due next = due.peek();
        if (next == null || next.at() > end) {
            now = end;
            return null;
        }
        now = next.at();
        return due.poll();
    }
}
