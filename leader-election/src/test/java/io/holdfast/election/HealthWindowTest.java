package io.holdfast.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Thresholds, counted. */
class HealthWindowTest {
    private static String verdicts(HealthPolicy policy, String results) {
        HealthWindow window = new HealthWindow(policy);
        StringBuilder verdicts = new StringBuilder();
        results.chars().forEach(result -> verdicts.append(window.add(result == '+') ? 'H' : 's'));
        return verdicts.toString();
    }

    @Test
    void itIsSickByNFailuresOfTheLastMAndHealthyByKGoodOnesInARow() {
        HealthPolicy policy = HealthPolicy.DEFAULT.failures(3, 5).recoveries(2);
        assertThat(verdicts(policy, "+--+-")).isEqualTo("HHHHs");
        assertThat(verdicts(policy, "+--+++-++-")).isEqualTo("HHHHHHHHHH");
        assertThat(verdicts(policy, "+---+-+-++")).isEqualTo("HHHssssssH");
        assertThat(verdicts(policy, "+---++--")).isEqualTo("HHHssHHH");
    }

    @Test
    void oneGoodCheckIsEnoughToBeginWith() {
        assertThat(verdicts(HealthPolicy.DEFAULT, "+")).isEqualTo("H");
        assertThat(verdicts(HealthPolicy.DEFAULT, "-+")).isEqualTo("sH");
        assertThat(verdicts(HealthPolicy.DEFAULT, "---++")).isEqualTo("ssssH");
    }

    @Test
    void oneOfOneIsTheStrictestPolicy() {
        assertThat(verdicts(HealthPolicy.DEFAULT.failures(1, 1).recoveries(1), "+-+-"))
                .isEqualTo("HsHs");
    }

    @Test
    void theCountIsThatOfANaiveTwin() {
        for (long seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int of = 1 + random.nextInt(9);
            int failures = 1 + random.nextInt(of);
            int recoveries = 1 + random.nextInt(4);
            HealthWindow window =
                    new HealthWindow(HealthPolicy.DEFAULT.failures(failures, of).recoveries(recoveries));
            Deque<Boolean> last = new ArrayDeque<>();
            List<Boolean> all = new ArrayList<>();
            boolean healthy = false;
            boolean sick = false;
            for (int i = 0; i < 100; i++) {
                boolean good = random.nextInt(3) > 0;
                all.add(good);
                last.addLast(good);
                if (last.size() > of) {
                    last.removeFirst();
                }
                boolean tooMany = last.stream().filter(one -> !one).count() >= failures;
                int from = all.size() - recoveries;
                boolean recovered = from >= 0 && !all.subList(from, all.size()).contains(false);
                if (healthy ? tooMany : !good && tooMany) {
                    healthy = false;
                    sick = true;
                } else if (!healthy && good && (!sick || recovered)) {
                    healthy = true;
                    sick = false;
                    last.clear();
                }
                assertThat(window.add(good)).as("seed %d, check %d", seed, i).isEqualTo(healthy);
            }
        }
    }

    @Test
    void impossiblePoliciesAreRefused() {
        HealthPolicy policy = HealthPolicy.DEFAULT;
        assertThatThrownBy(() -> policy.failures(6, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> policy.failures(0, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> policy.recoveries(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> policy.latency(Duration.ofSeconds(2))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> policy.interval(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThat(policy.timeout(Duration.ofMillis(10)).latency()).isEqualTo(Duration.ofMillis(10));
    }

    @Test
    void holdDownDoublesUpToItsCap() {
        HoldDown holdDown = new HoldDown(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(1));
        assertThat(List.of(1, 2, 3, 4, 99).stream().map(holdDown::of).map(Duration::toSeconds))
                .containsExactly(5L, 10L, 20L, 30L, 30L);
        assertThat(HoldDown.NONE.of(7)).isZero();
    }
}
