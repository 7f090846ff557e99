package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CandidateWatchTest {
    private static final Duration LOOK = Duration.ofMillis(500);

    private final RecordingFailStop failStop = new RecordingFailStop();
    private final CandidateWatch watch = new CandidateWatch("n1", Duration.ofMillis(600), failStop);
    private long now = 7_000_000_000L;

    @Test
    void aCandidateThatAsksNobodyForAVoteStopsTheNode() {
        watch.asked();
        candidateFor(Duration.ofSeconds(29));
        assertThat(failStop.lines()).isEmpty();
        candidateFor(Duration.ofSeconds(2));
        assertThat(failStop.lines()).isNotEmpty();
        assertThat(failStop.lines().get(0)).contains("node n1 is a candidate").contains("30 s");
    }

    @Test
    void aCandidateThatGoesOnAskingMayGoOnForEver() {
        for (int round = 0; round < 20; round++) {
            watch.asked();
            candidateFor(Duration.ofSeconds(20));
        }
        assertThat(failStop.lines()).isEmpty();
    }

    @Test
    void timeAsAFollowerDoesNotCount() {
        for (int round = 0; round < 20; round++) {
            candidateFor(Duration.ofSeconds(20));
            look(false, LOOK);
        }
        assertThat(failStop.lines()).isEmpty();
    }

    @Test
    void aCandidateThatWasPausedIsNotTakenForADeadOne() {
        watch.asked();
        candidateFor(Duration.ofSeconds(5));
        look(true, Duration.ofHours(1));
        assertThat(failStop.lines()).isEmpty();
    }

    @Test
    void longElectionTimeoutsHaveLongerPatience() {
        CandidateWatch slow = new CandidateWatch("n1", Duration.ofSeconds(10), failStop);
        for (int look = 0; look < 2 * 199; look++) {
            now += LOOK.toNanos();
            slow.check(true, now);
        }
        assertThat(failStop.lines()).isEmpty();
        for (int look = 0; look < 4; look++) {
            now += LOOK.toNanos();
            slow.check(true, now);
        }
        assertThat(failStop.lines()).isNotEmpty();
    }

    private void candidateFor(Duration time) {
        for (long passed = 0; passed < time.toNanos(); passed += LOOK.toNanos()) {
            look(true, LOOK);
        }
    }

    private void look(boolean candidate, Duration after) {
        now += after.toNanos();
        watch.check(candidate, now);
    }
}
