package io.holdfast.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.command.LeaseCommand.Expire;
import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.lease.LessorFixture.Heard;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Leader changes, pauses, lost quorums: who must live, and who must not live for ever. */
class LessorTroubleTest {
    private static final long TTL = 8_000;
    private static final long SLACK = 250;
    private static final Failure NO_QUORUM = Failure.notApplied(Failure.Code.TIMEOUT, "nobody answers");

    private final LessorFixture node = new LessorFixture();

    @Test
    void aNodeThatDoesNotLeadSaysSo() {
        node.term = Leading.NOWHERE;
        node.run(100);
        assertThat(node.renew(1L).failure().code()).isEqualTo(Failure.Code.NOT_LEADER);
        assertThat(node.timeToLive(1, false).failure().code()).isEqualTo(Failure.Code.NOT_LEADER);
    }

    @Test
    void aNewLeaderStartsEveryDeadlineAtItsOwnReadiness() {
        node.term = Leading.NOWHERE;
        node.grant(1, TTL);
        node.run(3 * TTL);
        assertThat(node.exists(1)).as("followers let nothing expire").isTrue();
        node.term = 2;
        node.run(TTL - 50);
        assertThat(node.exists(1)).isTrue();
        node.run(SLACK);
        assertThat(node.exists(1)).isFalse();
    }

    @Test
    void whoeverWaitsWhenLeadershipIsLostIsToldAndNothingMoreIsProposed() {
        node.grant(1, TTL);
        node.run(TTL - 200);
        node.barriersWait = true;
        Heard<List<Renewal>> heard = node.renew(1L);
        node.run(100);
        node.term = Leading.NOWHERE;
        int before = node.proposed.size();
        node.run(3 * TTL);

        assertThat(heard.failure().code()).isEqualTo(Failure.Code.NOT_LEADER);
        assertThat(node.proposed).hasSize(before);
        assertThat(node.lessor.isIdle()).isTrue();
    }

    @Test
    void aStaleLeaderThatComesBackInALaterTermAcknowledgesNothingOfTheOldOne() {
        node.grant(1, TTL);
        node.run(200);
        node.barriersWait = true;
        Heard<List<Renewal>> heard = node.renew(1L);
        node.run(100);
        // Another node led in term 2, and has gone again; the barrier passes in term 3.
        node.term = 3;
        node.barriers.forEach(Barrier.Listener::passed);
        node.run(LessorFixture.TICK_MILLIS);

        assertThat(heard.failure().code()).isEqualTo(Failure.Code.LEADERSHIP_LOST);
    }

    @Test
    void whatAStaleLeaderDecidedNamesItsTerm() {
        node.grant(1, TTL);
        node.run(2 * TTL);
        assertThat(node.proposed(Expire.class)).isNotEmpty().allMatch(expire -> expire.term() == 1);
    }

    @Test
    void pain9_TroubleOfTheCoordinatorExpiresNobody() {
        LongStream.rangeClosed(1, 500).forEach(lease -> node.grant(lease, TTL));
        node.run(1_000);
        node.barrierFailure = NO_QUORUM;
        node.run(10 * TTL);
        assertThat(node.proposed(Expire.class)).isEmpty();

        node.barrierFailure = null;
        node.run(TTL / 2);
        assertThat(node.state.leases().size())
                .as("what was left before is left now")
                .isEqualTo(500);
        node.run(TTL);
        assertThat(node.state.leases().size()).isZero();
    }

    @Test
    void pain9_ALostAnswerNowAndThenDoesNotStopTheClock() {
        node.grant(1, TTL);
        for (long run = 0; run < TTL + 2 * SLACK; run += 200) {
            node.barrierFailure = run % 600 == 0 ? NO_QUORUM : null;
            node.run(200);
        }
        assertThat(node.exists(1)).isFalse();
    }

    @Test
    void aPausedMachineDoesNotWakeToAMassExpiry() {
        LongStream.rangeClosed(1, 500).forEach(lease -> node.grant(lease, TTL));
        node.run(1_000);
        node.pause(TimeUnit.HOURS.toMillis(1));
        node.run(TTL - 2_000);
        assertThat(node.state.leases().size()).isEqualTo(500);
        assertThat(node.proposed(Expire.class)).isEmpty();

        Heard<List<Renewal>> heard = node.renew(7L);
        node.run(3_000);
        assertThat(heard.answer()).extracting(Renewal::ttlMillis).containsExactly(TTL);
        assertThat(node.state.leases().size()).isEqualTo(1);
    }

    @Test
    void aLeaderThatIsPausedAgainAndAgainLosesTimeAndNotLeases() {
        node.grant(1, TTL);
        for (int i = 0; i < 20; i++) {
            node.pause(700);
            node.run(100);
        }
        assertThat(node.exists(1))
                .as("sixteen seconds passed, few of them count")
                .isTrue();
        node.run(TTL);
        assertThat(node.exists(1)).isFalse();
    }

    @Test
    void pain10_RepeatedLeaderChangesDoNotKeepADeadLeaseAlive() {
        long ttl = 60_000;
        node.term = 1;
        node.grant(1, ttl);
        node.run(30_000);
        long lived = 30_000;
        // A new leader every five seconds: with the whole time to live after each, the lease would live for ever.
        for (int change = 0; node.exists(1); change++) {
            assertThat(lived).as("lived through %d leader changes", change).isLessThan(2 * ttl);
            node.term++;
            node.run(5_000);
            lived += 5_000;
        }
        assertThat(lived).isGreaterThanOrEqualTo(ttl);
    }

    @Test
    void aSilentLeaseIsGoneWithinItsBoundAcrossALeaderChange() {
        long failover = 2_000;
        for (long changeAt = 100; changeAt < TTL; changeAt += 700) {
            LessorFixture fresh = new LessorFixture();
            fresh.run(100);
            fresh.grant(1, TTL);
            fresh.run(changeAt);
            fresh.term = Leading.NOWHERE;
            fresh.run(failover);
            fresh.term = 2;
            long progress = Math.max(Math.min(TTL * 3 / 8, 30_000), Math.max(1_000, Math.min(TTL / 16, 60_000)));
            fresh.run(TTL + progress + SLACK - changeAt);
            assertThat(fresh.exists(1))
                    .as("leader change after %d ms", changeAt)
                    .isFalse();
        }
    }

    @Test
    void aLoweredLeaseIsNotExpiredByTheNextLeaderBeforeItsBoundIsOver() {
        node.grant(1, TTL);
        node.run(TTL - 1_000);
        long bound = node.bound(1);
        node.term = Leading.NOWHERE;
        node.run(5_000);
        node.term = 2;
        node.run(bound - 50);
        assertThat(node.exists(1)).isTrue();
        node.run(SLACK);
        assertThat(node.exists(1)).isFalse();
    }

    @Test
    void pain21_ALiveSessionIsNotExpiredWhoeverLeadsHoweverOftenThatChanges() {
        node.grant(1, TTL);
        for (int change = 0; change < 40; change++) {
            node.keepAlive(1, TTL, 3 * TTL / 4);
            node.term = Leading.NOWHERE;
            node.run(1_500);
            node.term = 2L + change;
        }
        assertThat(node.exists(1)).isTrue();
        assertThat(node.proposed(Expire.class)).isEmpty();
    }

    @Test
    void pain21_ARenewalOfAnEndedLeaseSaysSoInsteadOfMakingAnother() {
        node.grant(1, TTL);
        node.run(2 * TTL);
        Heard<List<Renewal>> heard = node.renew(1L);
        Heard<LeaseLife> life = node.timeToLive(1, true);
        node.run(100);
        assertThat(heard.answer()).containsExactly(new Renewal(1, 0, 0));
        assertThat(life.answer().exists()).isFalse();
        assertThat(node.exists(1)).isFalse();
    }
}
