package io.holdfast.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TermClockTest {
    private static final long TICK = TermClock.TICK_NANOS;

    private final TermClock clock = new TermClock(1_000);
    private long now = 1_000;

    @Test
    void withoutAnyProofItStands() {
        assertThat(tick(TICK)).isEqualTo(TICK);
        assertThat(clock.millis()).isZero();
    }

    @Test
    void withProofItGoesWithTheTime() {
        clock.proved(now);
        assertThat(tick(TICK)).isZero();
        clock.proved(now);
        assertThat(tick(2 * TICK)).isZero();
        assertThat(clock.millis()).isEqualTo(150);
    }

    @Test
    void itAdvancesTwoTicksATickAtMost() {
        clock.proved(now + 3_600_000_000_000L - TICK);
        tick(3_600_000_000_000L);
        assertThat(clock.millis()).isEqualTo(100);
    }

    @Test
    void itStopsSoonAfterTheLastProof() {
        clock.proved(now);
        for (int i = 0; i < 100; i++) {
            tick(TICK);
        }
        assertThat(clock.millis()).isEqualTo(TermClock.PROOF_NANOS / 1_000_000);
    }

    @Test
    void anOlderProofDoesNotReplaceAYoungerOne() {
        clock.proved(now);
        clock.proved(now - 100 * TICK);
        assertThat(tick(TICK)).isZero();
    }

    private long tick(long nanos) {
        now += nanos;
        return clock.advance(now);
    }
}
