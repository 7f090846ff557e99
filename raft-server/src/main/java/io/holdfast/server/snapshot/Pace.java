package io.holdfast.server.snapshot;

import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Holds a task to a rate, and lets others call it off.
 *
 * <p>{@link #spend} belongs to the task's thread; {@link #callOff} and {@link #isCalledOff} are safe for any thread.
 */
final class Pace {
    /** Shorter waits are not worth a switch of threads; they add up until they are. */
    private static final long LEAST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final double nanosPerByte;
    private final LongSupplier nanos;
    private final CountDownLatch off = new CountDownLatch(1);
    private volatile String why = "";
    private long free;

    Pace(long bytesPerSecond, LongSupplier nanos) {
        this.nanosPerByte = 1e9 / bytesPerSecond;
        this.nanos = nanos;
        this.free = nanos.getAsLong();
    }

    /**
     * Accounts for bytes that were handled, and waits if that went too fast. Time in which nothing was handled, such as a
     * slow sync, is not made up for.
     *
     * @throws InterruptedIOException if the task was called off
     */
    void spend(long bytes) throws InterruptedIOException {
        long now = nanos.getAsLong();
        free = Math.max(free, now) + (long) (bytes * nanosPerByte);
        long ahead = free - now;
        try {
            if (ahead >= LEAST_WAIT_NANOS ? off.await(ahead, TimeUnit.NANOSECONDS) : isCalledOff()) {
                throw new InterruptedIOException("called off: " + why);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** Ends the task at its next {@link #spend}, which says why. */
    void callOff(String reason) {
        why = reason;
        off.countDown();
    }

    boolean isCalledOff() {
        return off.getCount() == 0;
    }
}
