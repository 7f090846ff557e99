package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** When connections to peers are made anew, by a clock of the test. */
class PeerRenewalTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Duration WITHIN = Duration.ofSeconds(60);

    private final List<String> renewed = new ArrayList<>();

    @Test
    void nothingIsMadeAnewWhileNothingChanges() {
        PeerRenewal renewal = renewal(1, Duration.ZERO);

        run(renewal, 1, 0, 100_000);

        assertThat(renewed).isEmpty();
    }

    @Test
    void afterAChangeEachPeerIsMadeAnewOnceApartAndWithinTheBound() {
        for (long seed = 0; seed < 200; seed++) {
            renewed.clear();
            PeerRenewal renewal = renewal(seed, Duration.ZERO);
            List<Long> moments = new ArrayList<>();
            for (long second = 0; second <= 61; second++) {
                int before = renewed.size();
                renewal.tick(2, second * SECOND);
                if (renewed.size() > before) {
                    moments.add(second);
                }
            }
            assertThat(renewed).as("seed %d", seed).containsExactlyInAnyOrder("n2", "n3");
            assertThat(moments).as("seed %d", seed).hasSize(2);
            assertThat(moments.get(0)).as("seed %d", seed).isLessThanOrEqualTo(30);
        }
    }

    @Test
    void aChangeWhileOneIsUnderWayBeginsAnew() {
        PeerRenewal renewal = renewal(7, Duration.ZERO);
        renewal.tick(2, 0);
        run(renewal, 2, 0, 35);
        assertThat(renewed).isNotEmpty();
        renewed.clear();

        run(renewal, 3, 36, 100);

        assertThat(renewed).containsExactlyInAnyOrder("n2", "n3");
    }

    @Test
    void connectionsAreMadeAnewWithinTheirAgeAgainAndAgain() {
        PeerRenewal renewal = renewal(3, Duration.ofSeconds(1_000));

        run(renewal, 1, 0, 1_070);
        assertThat(renewed).containsExactlyInAnyOrder("n2", "n3");
        run(renewal, 1, 1_071, 2_200);
        assertThat(renewed).hasSize(4);
    }

    private PeerRenewal renewal(long seed, Duration age) {
        return new PeerRenewal(List.of("n2", "n3"), WITHIN, age, 1, 0, new Random(seed), renewed::add);
    }

    private static void run(PeerRenewal renewal, long generation, long fromSecond, long toSecond) {
        for (long second = fromSecond; second <= toSecond; second++) {
            renewal.tick(generation, second * SECOND);
        }
    }
}
