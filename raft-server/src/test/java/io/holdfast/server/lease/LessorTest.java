package io.holdfast.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.LeaseCommand.Checkpoint;
import io.holdfast.model.command.LeaseCommand.Expire;
import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.lease.LessorFixture.Heard;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** One leader: renewals, expiry, bounds. */
class LessorTest {
    private static final long TTL = 8_000;

    /** Take-up, expiry and outcome are each a tick of the Lessor away, and the tick of the node a little more. */
    private static final long SLACK = 250;

    private static final Failure UNKNOWN = Failure.unknown(Failure.Code.TIMEOUT, "it takes long");
    private static final Failure NOT_APPLIED = Failure.notApplied(Failure.Code.OVERLOADED, "too much");

    private final LessorFixture node = new LessorFixture();

    @Test
    void aRenewedLeaseLivesAndASilentOneIsExpiredAfterItsTimeToLive() {
        node.run(100);
        node.grant(1, TTL);
        node.grant(2, TTL);
        node.keepAlive(1, TTL, 3 * TTL);

        assertThat(node.exists(1)).isTrue();
        assertThat(node.exists(2)).isFalse();
        node.renew(1L);
        node.run(TTL - LessorFixture.TICK_MILLIS);
        assertThat(node.exists(1)).as("the whole time to live, and not less").isTrue();
        node.run(SLACK);
        assertThat(node.exists(1)).isFalse();
    }

    @Test
    void aRenewalIsAcknowledgedOnlyBehindABarrierBegunAfterItArrived() {
        node.grant(1, TTL);
        node.run(200);
        node.barriersWait = true;
        node.run(300);
        assertThat(node.barriers).as("a barrier that began before").hasSize(1);

        Heard<List<Renewal>> heard = node.renew(1L);
        node.run(100);
        node.barriers.remove(0).passed();
        node.run(LessorFixture.TICK_MILLIS);
        assertThat(heard.isOpen()).isTrue();

        node.run(100);
        node.barriers.remove(0).passed();
        node.run(LessorFixture.TICK_MILLIS);
        assertThat(heard.answer()).containsExactly(new Renewal(1, 1, TTL));
    }

    @Test
    void oneBarrierServesEveryRenewalOfATick() {
        LongStream.rangeClosed(1, 100).forEach(lease -> node.grant(lease, TTL));
        node.run(200);
        node.barriersWait = true;
        List<Heard<List<Renewal>>> heard =
                LongStream.rangeClosed(1, 100).mapToObj(node::renew).toList();
        node.run(100);

        assertThat(node.barriers).hasSize(1);
        node.barriers.remove(0).passed();
        node.run(LessorFixture.TICK_MILLIS);
        assertThat(heard).allSatisfy(each -> assertThat(each.answer()).hasSize(1));
    }

    @Test
    void aBarrierThatFailsIsFollowedByAnotherForTheSameRenewals() {
        node.grant(1, TTL);
        node.run(100);
        node.barrierFailure = NOT_APPLIED;
        Heard<List<Renewal>> heard = node.renew(1L);
        node.run(300);
        assertThat(heard.isOpen()).isTrue();
        node.barrierFailure = null;
        node.run(100);
        assertThat(heard.answer()).containsExactly(new Renewal(1, 1, TTL));
    }

    @Test
    void aRenewalDuringAnExpiryHearsThatTheLeaseIsGone() {
        node.grant(1, TTL);
        node.run(TTL - 100);
        node.holding = true;
        node.run(SLACK);
        assertThat(node.proposed(Expire.class)).hasSize(1);

        Heard<List<Renewal>> heard = node.renew(1L);
        node.run(200);
        assertThat(heard.isOpen()).as("the expiry has no outcome yet").isTrue();
        node.applyHeld();
        node.run(LessorFixture.TICK_MILLIS);
        assertThat(heard.answer()).containsExactly(new Renewal(1, 0, 0));
    }

    @Test
    void aRenewalDuringAnExpiryThatDoesNotArriveSavesTheLease() {
        node.grant(1, TTL);
        node.holding = true;
        node.run(2 * TTL);
        node.failHeld(NOT_APPLIED);
        node.run(TTL);
        assertThat(node.proposed(Expire.class)).isNotEmpty();

        Heard<List<Renewal>> heard = node.renew(1L);
        node.run(200);
        node.failHeld(NOT_APPLIED);
        node.holding = false;
        node.run(200);
        assertThat(heard.answer()).containsExactly(new Renewal(1, 1, TTL));
        node.run(TTL - 500);
        assertThat(node.exists(1)).isTrue();
    }

    @Test
    void anExpiryOfUnknownOutcomeIsProposedUntilItHasOneAndNoRenewalIsAcknowledgedBefore() {
        node.grant(1, TTL);
        node.run(TTL - 100);
        node.holding = true;
        node.run(SLACK);
        Heard<List<Renewal>> heard = node.renew(1L);
        node.run(100);
        List<io.holdfast.server.port.Proposer.Proposal> first = List.copyOf(node.held);
        node.failHeld(UNKNOWN);
        node.run(100);
        node.failHeld(NOT_APPLIED);
        node.run(100);

        assertThat(node.proposed(Expire.class)).as("again, and again").hasSizeGreaterThanOrEqualTo(3);
        assertThat(heard.isOpen()).as("the first one may yet arrive").isTrue();
        node.commit(first.get(0).command().command());
        node.applyHeld();
        node.run(100);
        assertThat(heard.answer()).containsExactly(new Renewal(1, 0, 0));
    }

    @Test
    void aSilentLeaseIsLoweredAndRaisedInTheLogBeforeItsRenewalIsAcknowledged() {
        node.grant(1, TTL);
        node.run(TTL / 2);
        assertThat(node.bound(1)).isBetween(TTL / 2, TTL - TTL / 4);
        node.holding = true;

        Heard<List<Renewal>> heard = node.renew(1L);
        node.run(300);
        assertThat(heard.isOpen()).as("the log still says that less is left").isTrue();
        node.applyHeld();
        node.run(LessorFixture.TICK_MILLIS);
        assertThat(heard.answer()).containsExactly(new Renewal(1, 1, TTL));
        assertThat(node.bound(1)).isEqualTo(TTL);
    }

    @Test
    void aRenewalDuringALoweringWaitsUntilTheLeaseIsRaised() {
        node.grant(1, TTL);
        node.holding = true;
        node.run(TTL / 2);
        assertThat(node.proposed(Checkpoint.class)).hasSize(1);

        Heard<List<Renewal>> heard = node.renew(1L);
        node.run(200);
        node.applyHeld();
        node.run(200);
        assertThat(heard.isOpen()).as("lowered, not raised yet").isTrue();
        node.applyHeld();
        node.run(LessorFixture.TICK_MILLIS);
        assertThat(heard.answer()).containsExactly(new Renewal(1, 1, TTL));
        assertThat(node.bound(1)).isEqualTo(TTL);
    }

    @Test
    void aLoweringOfUnknownOutcomeCountsAsDone() {
        node.grant(1, TTL);
        node.holding = true;
        node.run(TTL / 2);
        node.failHeld(UNKNOWN);
        node.run(50);
        Heard<List<Renewal>> heard = node.renew(1L);
        node.run(200);

        assertThat(heard.isOpen()).isTrue();
        assertThat(node.proposed(Checkpoint.class))
                .last()
                .satisfies(raising ->
                        assertThat(raising.bounds().get(0).boundMillis()).isEqualTo(TTL));
        node.applyHeld();
        node.run(LessorFixture.TICK_MILLIS);
        assertThat(heard.answer()).containsExactly(new Renewal(1, 1, TTL));
    }

    @Test
    void checkpointsAreMadeInBatchesAndStepByStep() {
        LongStream.rangeClosed(1, 2_500).forEach(lease -> node.grant(lease, 64_000));
        node.run(60_000);

        List<Checkpoint> checkpoints = node.proposed(Checkpoint.class);
        assertThat(checkpoints).allSatisfy(each -> assertThat(each.bounds()).hasSizeLessThanOrEqualTo(1_024));
        long steps = (60_000 - 24_000) / 4_000 + 1;
        assertThat(checkpoints).as("three batches a step").hasSizeBetween(3 * (int) steps - 6, 3 * (int) steps + 6);
        assertThat(node.bound(1)).isBetween(4_000L, 8_500L);
    }

    @Test
    void aMassExpiryTakesItsTurnInPortions() {
        LongStream.rangeClosed(1, 3_000).forEach(lease -> node.grant(lease, TTL));
        node.run(TTL - 500);
        node.holding = true;
        node.run(1_000);

        assertThat(node.proposed(Expire.class)).hasSize(Flights.MAX_EXPIRIES);
        node.applyHeld();
        node.run(100);
        assertThat(node.proposed(Expire.class)).hasSize(2 * Flights.MAX_EXPIRIES);
        Heard<List<Renewal>> heard = node.renew(3_000L);
        node.run(100);
        node.holding = false;
        node.applyHeld();
        node.run(500);
        assertThat(heard.answer())
                .as("whoever comes before its turn is saved")
                .extracting(Renewal::ttlMillis)
                .containsExactly(TTL);
        assertThat(node.state.leases().size()).isEqualTo(1);
    }

    @Test
    void aRenewalOfALeaseThatEndedIsNotTakenForTheNextOneOfItsId() {
        node.grant(1, TTL);
        node.run(100);
        assertThat(node.renew(List.of(new LeaseName(1, 1))).isOpen()).isTrue();
        node.run(100);
        node.commit(new LeaseCommand.Revoke(1));
        node.grant(1, TTL);
        long granted = node.nanos;

        while (node.nanos - granted < TimeUnit.MILLISECONDS.toNanos(TTL)) {
            Heard<List<Renewal>> heard = node.renew(List.of(new LeaseName(1, 1)));
            node.run(200);
            assertThat(heard.answer()).containsExactly(new Renewal(1, 1, 0));
        }
        node.run(SLACK);
        assertThat(node.exists(1)).as("kept alive by renewals of another").isFalse();
    }

    @Test
    void aRenewalThatWaitsWhileItsLeaseIsGrantedAnewHearsThatItIsGone() {
        node.grant(1, TTL);
        node.run(TTL - 100);
        node.holding = true;
        node.run(SLACK);
        Heard<List<Renewal>> named = node.renew(List.of(new LeaseName(1, 1)));
        Heard<List<Renewal>> any = node.renew(1L);
        node.run(200);
        node.applyHeld();
        node.holding = false;
        node.grant(1, TTL);
        node.run(LessorFixture.TICK_MILLIS);
        assertThat(named.answer()).containsExactly(new Renewal(1, 1, 0));
        assertThat(any.answer()).hasSize(1);
        Heard<List<Renewal>> next = node.renew(List.of(new LeaseName(1, 2)));
        node.run(100);
        assertThat(next.answer()).containsExactly(new Renewal(1, 2, TTL));
    }

    @Test
    void aLeaseNobodyKnowsIsAnsweredAsGoneBesideOthersThatAreRenewed() {
        node.grant(1, TTL);
        node.grant(3, TTL);
        node.run(100);
        node.commit(new LeaseCommand.Revoke(3));

        Heard<List<Renewal>> heard = node.renew(2L, 1L, 3L);
        node.run(100);
        assertThat(heard.answer()).containsExactly(new Renewal(2, 0, 0), new Renewal(1, 1, TTL), new Renewal(3, 0, 0));
    }

    @Test
    void aLeaseMadeAnewUnderItsIdHasAWholeLife() {
        node.grant(1, TTL);
        node.run(TTL - 500);
        node.commit(new LeaseCommand.Revoke(1));
        node.grant(1, TTL);
        node.run(TTL - 500);
        assertThat(node.exists(1)).isTrue();
        node.run(1_000);
        assertThat(node.exists(1)).isFalse();
    }

    @Test
    void changesThatAreKnownAlreadyChangeNothing() {
        node.grant(1, TTL);
        node.run(100);
        long epoch = 1;
        node.run(TTL / 4);
        node.lessor.applied(List.of(
                new io.holdfast.statemachine.LeaseChange.Granted(1, epoch, TTL, 0),
                new io.holdfast.statemachine.LeaseChange.Bounded(1, epoch, TTL)));
        Heard<LeaseLife> heard = node.timeToLive(1, false);
        node.run(100);
        assertThat(heard.answer().remainingMillis()).isLessThan(TTL - TTL / 4);
    }

    @Test
    void whatIsLeftIsToldWithTheAttachedKeys() {
        node.grant(1, TTL);
        node.attach(1, "b");
        node.attach(1, "a");
        node.run(1_000);
        Heard<LeaseLife> with = node.timeToLive(1, true);
        Heard<LeaseLife> without = node.timeToLive(1, false);
        Heard<LeaseLife> none = node.timeToLive(9, true);
        node.run(100);

        assertThat(with.answer().keys()).containsExactly(Bytes.utf8("a"), Bytes.utf8("b"));
        assertThat(with.answer().remainingMillis()).isBetween(TTL - 1_200, TTL - 900);
        assertThat(with.answer().ttlMillis()).isEqualTo(TTL);
        assertThat(without.answer().keys()).isEmpty();
        assertThat(none.answer().exists()).isFalse();
    }

    @Test
    void aRenewalIsGivenUpAtItsDeadline() {
        node.grant(1, TTL);
        node.run(100);
        node.barriersWait = true;
        Heard<List<Renewal>> heard = node.renew(1L);
        node.run(10_100);
        assertThat(heard.failure().code()).isEqualTo(Failure.Code.TIMEOUT);
        assertThat(node.lessor.isIdle()).isTrue();
    }

    @Test
    void tooManyWaitingRenewalsAreRefused() {
        node.barriersWait = true;
        node.run(100);
        Long[] leases = LongStream.rangeClosed(1, 1_024).boxed().toArray(Long[]::new);
        for (int i = 0; i < Inbox.MAX_WAITING / leases.length; i++) {
            node.renew(leases);
        }
        assertThat(node.renew(1L).failure().code()).isEqualTo(Failure.Code.OVERLOADED);
        node.barriersWait = false;
        node.run(11_000);
        assertThat(node.renew(1L).isOpen()).isTrue();
    }

    @Test
    void noRenewalNamesMoreLeasesThanTheLimit() {
        node.run(100);
        Long[] leases = LongStream.rangeClosed(1, 1_025).boxed().toArray(Long[]::new);
        assertThat(node.renew(leases).failure().code()).isEqualTo(Failure.Code.MALFORMED);
    }

    @Test
    void stoppingAnswersWhoeverWaits() {
        node.grant(1, TTL);
        node.run(100);
        node.barriersWait = true;
        Heard<List<Renewal>> heard = node.renew(1L);
        node.run(100);
        node.lessor.stop();
        node.run(LessorFixture.TICK_MILLIS);
        assertThat(heard.failure().code()).isEqualTo(Failure.Code.UNAVAILABLE);
        assertThat(node.renew(1L).failure().code()).isEqualTo(Failure.Code.UNAVAILABLE);
        assertThat(node.lessor.isIdle()).isTrue();
    }
}
