package io.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class RequestWindowTest {
    /** Against a map: the floor is the lowest number without an outcome, unless that was unknown for too long. */
    @RepeatedTest(20)
    void theFloorIsWhereAMapPutsIt(RepetitionInfo repetition) {
        long seed = 40L + repetition.getCurrentRepetition();
        Random random = new Random(seed);
        RequestWindow window = new RequestWindow(1);
        TreeMap<Long, Boolean> twin = new TreeMap<>();
        List<Long> open = new ArrayList<>();
        long next = 1;
        for (int step = 0; step < 5_000; step++) {
            if (random.nextInt(5) > 1 && window.room() > 0) {
                assertThat(window.give()).as("seed %d", seed).isEqualTo(next);
                twin.put(next, false);
                open.add(next++);
            } else if (!open.isEmpty()) {
                long number = open.remove(random.nextInt(Math.min(open.size(), 40)));
                if (random.nextInt(20) == 0) {
                    window.unknown(number);
                    twin.put(number, true);
                } else {
                    window.ended(number);
                    twin.remove(number);
                }
            }
            while (!twin.isEmpty() && twin.firstEntry().getValue() && next - twin.firstKey() > RequestWindow.PATIENCE) {
                twin.pollFirstEntry();
            }
            long floor = twin.isEmpty() ? next : twin.firstKey();
            assertThat(window.floor()).as("seed %d step %d", seed, step).isEqualTo(floor);
            assertThat(window.room()).as("seed %d step %d", seed, step).isEqualTo((int)
                    (floor + Limits.MAX_OPEN_REQUESTS - next));
        }
    }

    @Test
    void noNumberIsGivenBeyondTheLimit() {
        RequestWindow window = new RequestWindow(1);
        for (int i = 0; i < Limits.MAX_OPEN_REQUESTS; i++) {
            window.give();
        }
        assertThat(window.room()).isZero();
        assertThatThrownBy(window::give).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void numbersOfOthersChangeNothing() {
        RequestWindow window = new RequestWindow(1);
        window.give();
        window.ended(7);
        window.unknown(-1);
        window.ended(Limits.MAX_OPEN_REQUESTS + 1L);
        assertThat(window.floor()).isEqualTo(1);
    }
}
