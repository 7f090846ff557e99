package io.holdfast.it.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.it.report.FailoverTimes.Failover;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The table of failovers says what was measured. */
class FailoverTimesTest {
    @Test
    void eachCauseHasARowWithItsMediansAndItsWorst() {
        FailoverTimes times = new FailoverTimes();
        for (long millis : new long[] {90, 30, 60}) {
            times.add("kill -9", new Failover(nanos(millis), nanos(millis + 1), nanos(millis + 2)));
        }
        times.add("resigns", new Failover(nanos(5), nanos(6), nanos(7)));
        assertThat(times.toString()).isEqualTo("""
                | cause | deaths | end heard of, median | next elected, median | next works, median | next works, worst |
                |---|---|---|---|---|---|
                | kill -9 | 3 | 60 ms | 61 ms | 62 ms | 92 ms |
                | resigns | 1 | 5 ms | 6 ms | 7 ms | 7 ms |""");
        assertThat(times.deaths()).isEqualTo(4);
        assertThat(times.median("kill -9")).isEqualTo(Duration.ofMillis(62));
    }

    private static long nanos(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
