package io.holdfast.server.lease;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.lease.LessorFixture.Heard;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A session that asked for a grace, and its end after the far end hung up; every other session, which loses nothing by it. */
class LessorGraceTest {
    private static final long TTL = 10_000;
    private static final long GRACE = 200;

    /** One hurried beat of the clock, and the ticks around it. */
    private static final long SLACK = 40;

    private final LessorFixture node = new LessorFixture();

    private long session(long id, long graceMillis) {
        node.commit(new SessionCommand.Open(id, TTL, "me", "alice", "host:1", graceMillis));
        // The first barrier, without which the clock stands.
        node.run(100);
        return requireNonNull(node.state.sessions().get(id)).lease();
    }

    private void cut(Long... leases) {
        node.lessor.cut(List.of(leases));
    }

    @Test
    void aSessionWhoseClientHungUpIsOverAfterItsGraceAndNotBefore() {
        node.run(1_000);
        long lease = session(1, GRACE);
        node.keepAlive(lease, TTL, 2 * TTL);
        cut(lease);
        node.run(GRACE);
        assertThat(node.exists(lease)).isTrue();
        node.run(SLACK);
        assertThat(node.exists(lease)).isFalse();
    }

    @Test
    void aRenewalIsAcknowledgedForTheGraceOnly() {
        node.run(1_000);
        long graced = session(1, GRACE);
        long other = session(2, 0);
        Heard<List<Renewal>> heard = node.renew(graced, other);
        node.run(SLACK);
        assertThat(heard.answer()).containsExactly(new Renewal(graced, 1, GRACE), new Renewal(other, 2, TTL));
    }

    @Test
    void whoeverAskedForNoGraceLivesForItsTimeToLiveThoughItsClientHungUp() {
        node.run(1_000);
        long session = session(1, 0);
        node.grant(77, TTL);
        cut(session, 77L);
        node.run(TTL - 100);
        assertThat(node.exists(session)).isTrue();
        assertThat(node.exists(77)).isTrue();
    }

    @Test
    void aGracedSessionOfASilentConnectionLivesForItsTimeToLive() {
        node.run(1_000);
        long lease = session(1, GRACE);
        node.run(TTL - 100);
        assertThat(node.exists(lease)).isTrue();
        node.run(400);
        assertThat(node.exists(lease)).isFalse();
    }

    @Test
    void aRenewalThatCameBeforeTheClientHungUpDoesNotSaveIt() {
        node.run(1_000);
        long lease = session(1, GRACE);
        // Neither taken up nor proved when the connection ends.
        node.barriersWait = true;
        node.run(300);
        node.barriers.forEach(Barrier.Listener::passed);
        Heard<List<Renewal>> heard = node.renew(lease);
        cut(lease);
        node.run(2 * SLACK);
        node.barriersWait = false;
        node.barriers.forEach(Barrier.Listener::passed);
        node.run(GRACE - SLACK);
        assertThat(heard.answer()).containsExactly(new Renewal(lease, 1, GRACE));
        node.run(SLACK);
        assertThat(node.exists(lease)).isFalse();
    }

    @Test
    void aRenewalFromElsewhereGivesTheSessionItsTimeToLiveAgain() {
        node.run(1_000);
        long lease = session(1, GRACE);
        cut(lease);
        node.run(GRACE / 2);
        node.renew(lease);
        node.run(TTL - 100);
        assertThat(node.exists(lease)).isTrue();
        Heard<LeaseLife> life = node.timeToLive(lease, false);
        node.run(50);
        assertThat(life.answer().ttlMillis()).isEqualTo(TTL);
    }

    @Test
    void aSessionThatCameBackCanBeCutOffAgain() {
        node.run(1_000);
        long lease = session(1, GRACE);
        for (int i = 0; i < 5; i++) {
            cut(lease);
            node.run(GRACE / 2);
            node.renew(lease);
            node.run(GRACE);
            assertThat(node.exists(lease)).isTrue();
        }
        cut(lease);
        node.run(GRACE + SLACK);
        assertThat(node.exists(lease)).isFalse();
    }

    @Test
    void aNodeThatDoesNotLeadForgetsWhoHungUp() {
        node.run(1_000);
        long lease = session(1, GRACE);
        node.term = Leading.NOWHERE;
        node.run(100);
        cut(lease);
        node.run(1_000);
        node.term = 2;
        node.run(TTL - 100);
        assertThat(node.exists(lease)).isTrue();
    }

    @Test
    void aNewTermKnowsNothingOfWhoHungUpInTheLast() {
        node.run(1_000);
        long lease = session(1, GRACE);
        cut(lease);
        node.run(GRACE / 2);
        node.term = 2;
        node.run(TTL - 100);
        assertThat(node.exists(lease)).isTrue();
        node.run(400);
        assertThat(node.exists(lease)).isFalse();
    }

    @Test
    void aNewLeaderAcknowledgesForTheGraceTooAndCountsIt() {
        long lease = session(1, GRACE);
        node.lessor = node.another();
        node.run(1_000);
        Heard<List<Renewal>> heard = node.renew(lease);
        node.run(SLACK);
        assertThat(heard.answer()).containsExactly(new Renewal(lease, 1, GRACE));
        cut(lease);
        node.run(GRACE + SLACK);
        assertThat(node.exists(lease)).isFalse();
    }

    @Test
    void hangingUpWhileTheEndIsProposedProposesNothingMore() {
        node.run(1_000);
        long lease = session(1, GRACE);
        // Past the last bound that is lowered.
        node.run(TTL - 400);
        node.holding = true;
        node.run(700);
        assertThat(node.proposed(LeaseCommand.Expire.class)).hasSize(1);
        cut(lease);
        node.run(1_000);
        assertThat(node.proposed(LeaseCommand.Expire.class)).hasSize(1);
        node.holding = false;
        node.applyHeld();
        node.run(SLACK);
        assertThat(node.exists(lease)).isFalse();
    }

    @Test
    void anEndThatDidNotArriveIsProposedAgainAndARenewalMeanwhileSaves() {
        node.run(1_000);
        long lease = session(1, GRACE);
        long saved = session(2, GRACE);
        node.holding = true;
        cut(lease, saved);
        node.run(GRACE + SLACK);
        assertThat(node.proposed(LeaseCommand.Expire.class)).hasSize(2);
        Heard<List<Renewal>> heard = node.renew(saved);
        node.run(100);
        assertThat(heard.isOpen()).as("waits for the outcome").isTrue();
        node.failHeld(Failure.notApplied(Failure.Code.OVERLOADED, "full"));
        node.holding = false;
        node.run(100);
        assertThat(heard.answer()).hasSize(1);
        assertThat(node.exists(lease)).isFalse();
        assertThat(node.exists(saved)).isTrue();
    }

    @Test
    void aLeaderThatIsPausedGivesTheWholeGraceAfterwards() {
        node.run(1_000);
        long lease = session(1, GRACE);
        cut(lease);
        node.run(20);
        node.pause(60_000);
        node.run(GRACE / 2 - 20);
        assertThat(node.exists(lease))
                .as("one step of the clock, whatever passed")
                .isTrue();
    }

    @Test
    void aLeaderWithoutAQuorumEndsNobodyWhoHungUp() {
        node.run(1_000);
        long lease = session(1, GRACE);
        node.barrierFailure = Failure.notApplied(Failure.Code.UNAVAILABLE, "nobody answers");
        node.run(1_000);
        cut(lease);
        node.run(5_000);
        assertThat(node.exists(lease)).isTrue();
        node.barrierFailure = null;
        node.run(1_000);
        assertThat(node.exists(lease)).isFalse();
    }

    @Test
    void noBoundIsWrittenForAHolderThatHungUp() {
        node.run(1_000);
        long lease = session(1, 5_000);
        cut(lease);
        node.run(4_900);
        assertThat(node.proposed(LeaseCommand.Checkpoint.class)).isEmpty();
        assertThat(node.bound(lease)).isEqualTo(TTL);
        node.run(300);
        assertThat(node.exists(lease)).isFalse();
    }

    @Test
    void renewalsAreAnsweredPromptlyWhereSomebodyHasAGrace() {
        node.run(1_000);
        node.grant(5, TTL);
        assertThat(answeredWithin(20))
                .as("without, the tick of the clock decides")
                .isLessThan(20);
        session(1, GRACE);
        assertThat(answeredWithin(20)).isEqualTo(20);
    }

    /** Of twenty renewals at all phases of the clock, how many are answered within so long. */
    private int answeredWithin(long millis) {
        int answered = 0;
        for (int i = 0; i < 20; i++) {
            Heard<List<Renewal>> heard = node.renew(5L);
            node.run(millis);
            answered += heard.isOpen() ? 0 : 1;
            node.run(60 - millis);
        }
        return answered;
    }
}
