package io.holdfast.server.metrics;

import com.codahale.metrics.Histogram;
import com.codahale.metrics.LockFreeExponentiallyDecayingReservoir;
import java.util.concurrent.atomic.LongAdder;

/**
 * A histogram that also knows the sum of what it saw, as Prometheus summaries want it.
 *
 * <p>Safe for any thread.
 */
final class Distribution extends Histogram {
    private final LongAdder sum = new LongAdder();
    private final double scale;

    /** Recorded values times {@code scale} are what is exposed: 1e-9 for nanoseconds shown as seconds. */
    Distribution(double scale) {
        super(LockFreeExponentiallyDecayingReservoir.builder().build());
        this.scale = scale;
    }

    @Override
    public void update(long value) {
        super.update(value);
        sum.add(value);
    }

    double sum() {
        return sum.sum() * scale;
    }

    double scale() {
        return scale;
    }
}
