package io.holdfast.cli.tour;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for something to become true. */
final class Patience {
    private static final long PAUSE_MILLIS = 20;

    private Patience() {}

    /**
     * Looks again and again until {@code holds} does.
     *
     * @throws StepFailedException if it does not within {@code limit}; {@code what} completes "waited 10 s for …"
     */
    static void await(String what, Duration limit, BooleanSupplier holds)
            throws StepFailedException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new StepFailedException("waited " + limit.toSeconds() + " s in vain for " + what);
            }
            never.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
