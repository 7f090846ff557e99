package io.holdfast.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.OperationOutcome;
import io.holdfast.client.RequestTimeoutException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeterTest {
    private static final long MILLI = 1_000_000;

    private final Meter meter = new Meter();

    @Test
    void theLongestGapIsBetweenAcknowledgementsAndCountsTheTimeSinceTheLast() {
        meter.reset(0);
        meter.acknowledged(0, 5 * MILLI);
        meter.acknowledged(0, 25 * MILLI);
        meter.acknowledged(0, 30 * MILLI);
        assertThat(meter.longestGapNanos(31 * MILLI)).isEqualTo(20 * MILLI);
        assertThat(meter.longestGapNanos(90 * MILLI)).isEqualTo(60 * MILLI);
    }

    @Test
    void intervalsAddUpToTheTotalAndAResetForgets() {
        meter.reset(0);
        meter.acknowledged(0, MILLI);
        assertThat(meter.interval().getTotalCount()).isEqualTo(1);
        meter.acknowledged(0, 3 * MILLI);
        meter.acknowledged(0, 3 * MILLI);
        assertThat(meter.interval().getTotalCount()).isEqualTo(2);
        assertThat(meter.total().getTotalCount()).isEqualTo(3);
        meter.reset(0);
        assertThat(meter.interval().getTotalCount()).isZero();
        assertThat(meter.total().getTotalCount()).isZero();
    }

    @Test
    void operationsThatWereAcknowledgedTogetherCountOneByOne() {
        meter.reset(0);
        meter.acknowledged(0, 2 * MILLI, 1_024);
        meter.acknowledged(0, 9 * MILLI, 0);
        assertThat(meter.interval().getTotalCount()).isEqualTo(1_024);
        assertThat(meter.longestGapNanos(9 * MILLI)).isEqualTo(7 * MILLI);
    }

    @Test
    void failuresAreCountedByCode() {
        meter.failed(new RequestTimeoutException(OperationOutcome.UNKNOWN, null, "late", null));
        meter.failed(new RequestTimeoutException(OperationOutcome.NOT_APPLIED, null, "late", null));
        assertThat(meter.failures()).isEqualTo(Map.of("TIMEOUT", 2L));
    }
}
