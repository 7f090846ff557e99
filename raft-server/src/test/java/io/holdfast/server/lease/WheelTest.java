package io.holdfast.server.lease;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WheelTest {
    private static final long SEED = 20_261_122;

    /** A little less than the slots hold, for the slot that has begun. */
    private static final long HORIZON = 25_400;

    private final Wheel wheel = new Wheel();

    @Test
    void whatIsArmedComesDueOnceAndNotBeforeItsTimeUnlessThatIsBeyondTheHorizon() {
        Random random = new Random(SEED);
        Map<Lifetime, Armed> due = new HashMap<>();
        long now = 0;
        for (int step = 0; step < 5_000; step++) {
            for (int i = random.nextInt(4); i > 0; i--) {
                Lifetime lifetime = lifetime(step * 10L + i);
                long at = now + random.nextInt(30_000);
                wheel.arm(lifetime, at);
                due.put(lifetime, new Armed(now, at));
            }
            now += random.nextInt(200);
            long passed = now;
            int number = step;
            wheel.advance(now, lifetime -> {
                Armed armed = requireNonNull(due.remove(lifetime));
                boolean far = armed.due() - armed.at() > HORIZON;
                assertThat(armed.due() <= passed || far)
                        .as("seed %d step %d: %s at %d", SEED, number, armed, passed)
                        .isTrue();
            });
            assertThat(due.values()).as("seed %d step %d", SEED, step).allMatch(armed -> armed.due() >= passed - 100);
        }
    }

    @Test
    void whatHasEndedIsDropped() {
        Lifetime lifetime = lifetime(1);
        wheel.arm(lifetime, 100);
        lifetime.end();
        List<Lifetime> taken = new ArrayList<>();
        wheel.advance(1_000, taken::add);
        assertThat(taken).isEmpty();
    }

    @Test
    void whatLiesBeyondTheHorizonIsLookedAtOnTheWay() {
        Lifetime lifetime = lifetime(1);
        wheel.arm(lifetime, 9_000_000_000_000L);
        List<Lifetime> taken = new ArrayList<>();
        wheel.advance(30_000, taken::add);
        assertThat(taken).containsExactly(lifetime);
        assertThat(lifetime.scheduled).isFalse();
    }

    private record Armed(long at, long due) {}

    private static Lifetime lifetime(long lease) {
        return new Lifetime(lease, 1, 10_000, 0, 10_000, 0);
    }
}
