package io.holdfast.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AppliedTimesTest {
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final AppliedTimes times = new AppliedTimes();

    @Test
    void aRevisionIsAsOldAsTheFirstMomentAtWhichItWasThere() {
        times.note(10, 100 * MILLI);
        times.note(20, 105 * MILLI);
        times.note(30, 110 * MILLI);

        assertThat(times.since(10, 120 * MILLI)).isEqualTo(20 * MILLI);
        assertThat(times.since(11, 120 * MILLI)).isEqualTo(15 * MILLI);
        assertThat(times.since(30, 120 * MILLI)).isEqualTo(10 * MILLI);
        assertThat(times.since(31, 120 * MILLI)).isEqualTo(AppliedTimes.UNKNOWN);
    }

    @Test
    void whatIsTooOldIsNotCountedAtAll() {
        for (int i = 1; i <= 2_000; i++) {
            times.note(i, i * MILLI);
        }

        assertThat(times.since(1, 2_000 * MILLI)).isEqualTo(AppliedTimes.UNKNOWN);
        assertThat(times.since(1_990, 2_000 * MILLI)).isEqualTo(10 * MILLI);
    }

    @Test
    void oneMomentAMillisecondIsEnough() {
        assertThat(times.isDue(0)).isTrue();
        times.note(1, 0);
        assertThat(times.isDue(MILLI - 1)).isFalse();
        assertThat(times.isDue(MILLI)).isTrue();
    }
}
