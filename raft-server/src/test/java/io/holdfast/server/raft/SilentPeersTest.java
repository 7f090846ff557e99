package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SilentPeersTest {
    private static final Duration LOOK = Duration.ofMillis(500);

    private final List<String> redialled = new ArrayList<>();
    private final SilentPeers silent = new SilentPeers(redialled::add);
    private long now = 7_000_000_000L;

    @Test
    void aConnectionThatWasSwallowedIsMadeAnewAndNotOnlyWhenTcpGivesItUp() {
        for (long millis = 0; millis <= 6_000; millis += 500) {
            look(Map.of("n2", millis, "n3", 3L));
        }

        assertThat(redialled).containsExactly("n2");
    }

    @Test
    void whoStaysSilentIsTriedAgainNowAndThenAndOnePeerAtATime() {
        for (long passed = 0; passed < 22_000; passed += 500) {
            look(Map.of("n2", 60_000L, "n3", 60_000L));
        }

        assertThat(redialled).containsExactlyInAnyOrder("n2", "n3", "n2", "n3");
    }

    @Test
    void whoAnsweredAgainAndFallsSilentAnewIsNotMadeToWait() {
        runFor(Duration.ofSeconds(6), Map.of("n2", 6_000L));
        look(Map.of("n2", 1L));
        look(Map.of("n2", 5_000L));

        assertThat(redialled).containsExactly("n2", "n2");
    }

    @Test
    void aNodeThatWasPausedFindsNobodySilentAtItsFirstLooks() {
        runFor(Duration.ofSeconds(6), Map.of("n2", 1L));
        now += Duration.ofHours(1).toNanos();
        runFor(Duration.ofSeconds(4), Map.of("n2", 3_600_000L));

        assertThat(redialled).isEmpty();
    }

    private void runFor(Duration time, Map<String, Long> silentMillis) {
        for (long passed = 0; passed < time.toNanos(); passed += LOOK.toNanos()) {
            look(silentMillis);
        }
    }

    private void look(Map<String, Long> silentMillis) {
        now += LOOK.toNanos();
        silent.check(silentMillis, now);
    }
}
