package io.holdfast.server.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.server.trace.Waits.Cause;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WaitRecordTest {
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(10);

    private final WaitRecord record = new WaitRecord(0);
    private long now;

    @Test
    void whatALogWaitedForIsKnownForASpanOfTime() {
        long begin = now;
        ticks(10, null);
        long slow = now;
        ticks(100, Cause.DISK);
        ticks(30, Cause.FOLLOWERS);
        long end = now;
        ticks(50, Cause.APPLY);

        Waits waits = record.between(slow, end);
        assertThat(waits.of(Cause.DISK)).isEqualTo(100 * TICK);
        assertThat(waits.of(Cause.FOLLOWERS)).isEqualTo(30 * TICK);
        assertThat(waits.of(Cause.APPLY)).isZero();
        assertThat(waits.longest(1)).contains(Cause.DISK);
        assertThat(waits).hasToString("disk=1000ms followers=300ms");
        assertThat(record.between(begin, slow).longest(1)).isEmpty();
        assertThat(record.between(slow, now + TICK).of(Cause.APPLY)).isEqualTo(50 * TICK);
    }

    @Test
    void timeInWhichNobodyLookedIsAPauseOfTheNodeWhateverTheLogWaitedFor() {
        ticks(10, Cause.DISK);
        long begin = now;
        now += TimeUnit.SECONDS.toNanos(2);
        record.look(now, Cause.DISK);

        Waits waits = record.between(begin, now);
        assertThat(waits.of(Cause.PAUSE)).isEqualTo(TimeUnit.SECONDS.toNanos(2));
        assertThat(waits.of(Cause.DISK)).isZero();
    }

    @Test
    void aStuckDiskIsKnownWhileItLasts() {
        ticks(5, null);
        assertThat(record.lasting(Cause.DISK)).isZero();
        ticks(40, Cause.DISK);
        assertThat(record.lasting(Cause.DISK)).isEqualTo(40 * TICK);
        ticks(1, Cause.FOLLOWERS);
        assertThat(record.lasting(Cause.DISK)).isZero();
        assertThat(record.total(Cause.DISK)).isEqualTo(40 * TICK);
    }

    @Test
    void whatIsLongAgoIsForgottenAndNeverCountsMoreThanTheSpan() {
        ticks(60_000, Cause.FOLLOWERS);

        Waits waits = record.between(0, now);
        assertThat(waits.of(Cause.FOLLOWERS)).isBetween(TimeUnit.SECONDS.toNanos(90), TimeUnit.SECONDS.toNanos(110));
        assertThat(record.between(now - TICK, now).of(Cause.FOLLOWERS)).isLessThanOrEqualTo(TICK);
    }

    private void ticks(int count, @Nullable Cause cause) {
        for (int i = 0; i < count; i++) {
            now += TICK;
            record.look(now, cause);
        }
    }
}
