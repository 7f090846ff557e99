package io.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class DeadlineWheelTest {
    private static final long TICK = 10;

    /** Against a plain list: whatever is added, removed and waited for, the same calls expire, none early. */
    @RepeatedTest(50)
    void expiresWhatAPlainListWould(RepetitionInfo repetition) {
        long seed = 1000L + repetition.getCurrentRepetition();
        Random random = new Random(seed);
        long now = 1_000_000;
        DeadlineWheel wheel = new DeadlineWheel(TICK, now);
        List<Call> open = new ArrayList<>();
        for (int step = 0; step < 2_000; step++) {
            if (random.nextInt(3) > 0) {
                Call timed = RecordedCall.at(now + random.nextInt(30_000));
                wheel.add(timed);
                open.add(timed);
            } else if (!open.isEmpty()) {
                Call gone = open.remove(random.nextInt(open.size()));
                wheel.remove(gone);
                wheel.remove(gone);
            }
            now += random.nextInt(4) == 0 ? random.nextInt(12_000) : random.nextInt(30);
            Set<Call> expired = new HashSet<>();
            wheel.expire(now, call -> assertThat(expired.add(call)).isTrue());
            for (Call call : expired) {
                assertThat(call.deadlineNanos)
                        .as("seed %d step %d: early", seed, step)
                        .isLessThanOrEqualTo(now);
            }
            open.removeAll(expired);
            long latest = now - 2 * TICK;
            assertThat(open)
                    .as("seed %d step %d: late by more than a tick", seed, step)
                    .noneMatch(call -> call.deadlineNanos < latest);
            assertThat(wheel.size()).as("seed %d step %d", seed, step).isEqualTo(open.size());
        }
    }

    @Test
    void anIdleWheelDoesNotMindHowMuchTimeWentBy() {
        DeadlineWheel wheel = new DeadlineWheel(TICK, 0);
        wheel.expire(Long.MAX_VALUE / 4, call -> {
            throw new AssertionError("nothing was in it");
        });
        Call call = RecordedCall.at(Long.MAX_VALUE / 4 + 5);
        wheel.add(call);
        List<Call> expired = new ArrayList<>();
        wheel.expire(Long.MAX_VALUE / 4 + 3 * TICK, expired::add);
        assertThat(expired).containsExactly(call);
    }
}
