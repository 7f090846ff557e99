package io.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Limits;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.session.SessionEnd;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Renewals of many leases at once: each in its own time, each for the lease it is meant for. In simulated time. */
class HeartbeatsTest extends ModelCluster {
    private static final Trouble CUT = Trouble.unavailable("reset by peer");

    private final List<Liveness> heard = new ArrayList<>();

    private static final class Waiter implements Keeping, Opening {
        @Nullable
        KeptLease lease;

        @Nullable
        SessionLife life;

        @Nullable
        CallFailure failure;

        @Override
        public void kept(KeptLease one) {
            lease = one;
        }

        @Override
        public void opened(SessionLife open) {
            life = open;
        }

        @Override
        public void missing() {
            throw new AssertionError("it exists");
        }

        @Override
        public void refused(Outcome.Rejection why) {
            throw new AssertionError(why.message());
        }

        @Override
        public void failed(CallFailure why) {
            failure = why;
        }
    }

    private long grant(long ttlMillis) {
        return ((Outcome.LeaseGranted) state.apply(new LeaseCommand.Grant(0, ttlMillis))).lease();
    }

    private Waiter keep(long lease) {
        Waiter waiter = new Waiter();
        pipeline.sessions().keep(lease, loop.nanoTime() + 5_000_000_000L, waiter);
        return waiter;
    }

    private KeptLease kept(SimulatedTransport.Opened stream, long ttlMillis) {
        Waiter waiter = keep(grant(ttlMillis));
        serve(stream);
        KeptLease kept = Objects.requireNonNull(waiter.lease);
        kept.listen(heard::add, Runnable::run);
        return kept;
    }

    private void serveFor(SimulatedTransport.Opened stream, long millis) {
        for (long passed = 0; passed < millis; passed += 50) {
            loop.advanceMillis(50);
            serve(stream);
        }
    }

    /** The node lives and answers nothing. */
    private void mute(SimulatedTransport.Opened stream, long millis) {
        for (long passed = 0; passed < millis; passed += 50) {
            loop.advanceMillis(50);
            stream.receive(new ServerFrame.Credit(4_000));
        }
    }

    private static List<Long> leases(Request request) {
        return ((Request.Renew) request).leases().stream().map(LeaseName::lease).toList();
    }

    private List<Request> renewals(SimulatedTransport.Opened stream) {
        return pending(stream).stream().filter(Request.Renew.class::isInstance).toList();
    }

    @Test
    void aLeaseIsNotLostForAnAnswerThatOthersOfItsFrameCouldWaitForMuchLonger() {
        SimulatedTransport.Opened n1 = leading();
        KeptLease patient = kept(n1, 600_000);
        KeptLease brief = kept(n1, 4_000);
        // They meet: the long one is about to be due when the short one is.
        for (int i = 0; renewals(n1).isEmpty() || leases(renewals(n1).get(0)).size() < 2; i++) {
            assertThat(i).as("never in one frame").isLessThan(1_000);
            serve(n1);
            loop.advanceMillis(50);
        }
        lose(n1);
        mute(n1, 800);
        assertThat(renewals(n1)).as("beside the one without an answer").hasSize(1);
        assertThat(leases(renewals(n1).get(0))).containsExactly(brief.lease());
        for (int i = 0; i < 600; i++) {
            mute(n1, 50);
            serve(n1);
        }
        assertThat(brief.liveness()).as("never in doubt").isEqualTo(Liveness.CONNECTED);
        assertThat(patient.remainingNanos()).isGreaterThan(500_000_000_000L);
    }

    @Test
    void anAcknowledgementThatComesAfterTheNextRenewalWentOutCountsFromItsOwnSending() {
        SimulatedTransport.Opened n1 = leading();
        KeptLease kept = kept(n1, 4_000);
        loop.advanceMillis(1_000);
        List<Result> late = apply(n1, 1);
        mute(n1, 1_100);
        assertThat(renewals(n1)).hasSize(1);
        lose(n1);
        mute(n1, 700);
        assertThat(heard).containsExactly(Liveness.SUSPENDED);
        n1.receive(new ServerFrame.Results(late));
        // Sent at 1.0 s, and 4 s less 1 % and 50 ms from there; it is 2.8 s now.
        assertThat(kept.remainingNanos()).isBetween(2_050_000_000L, 2_120_000_000L);
        assertThat(heard).containsExactly(Liveness.SUSPENDED, Liveness.RECONNECTED);
        mute(n1, 1_500);
        assertThat(kept.remainingNanos()).isPositive();
        serveFor(n1, 10_000);
        assertThat(kept.liveness()).isNotEqualTo(Liveness.EXPIRED);
    }

    @Test
    void anOlderAcknowledgementTakesNothingFromANewerOne() {
        SimulatedTransport.Opened n1 = leading();
        KeptLease kept = kept(n1, 4_000);
        loop.advanceMillis(1_000);
        List<Result> older = apply(n1, 1);
        mute(n1, 1_050);
        List<Result> newer = apply(n1, 1);
        n1.receive(new ServerFrame.Results(newer));
        long left = kept.remainingNanos();
        n1.receive(new ServerFrame.Results(older));
        assertThat(kept.remainingNanos()).isEqualTo(left);
        loop.advanceMillis(300);
        assertThat(renewals(n1)).as("the next beat counts from the newer one").isEmpty();
    }

    @Test
    void renewalsThatNobodyAnswersAreNoMoreThanTheBeatsOfALease() {
        SimulatedTransport.Opened n1 = leading();
        kept(n1, 4_000);
        int before = n1.requests().size();
        mute(n1, 8_000);
        assertThat(heard).containsExactly(Liveness.SUSPENDED, Liveness.EXPIRED);
        assertThat(n1.requests().size() - before).isBetween(3, 4);
    }

    @Test
    void aLeaseGrantedAnewUnderItsIdIsNotTakenForTheOneThatEnded() {
        SimulatedTransport.Opened n1 = leading();
        KeptLease kept = kept(n1, 6_000);
        serveFor(n1, 2_000);
        state.revoke(kept.lease());
        state.apply(new LeaseCommand.Grant(kept.lease(), 6_000));
        serveFor(n1, 2_000);
        assertThat(kept.lost()).isDone();
        assertThat(heard).containsExactly(Liveness.EXPIRED);
        assertThat(state.renewals(kept.lease()))
                .as("renewals of the other lease")
                .isZero();
    }

    @Test
    void theLeaseOfAnEndedSessionGrantedToSomebodyElseIsNotTheSession() {
        SimulatedTransport.Opened n1 = leading();
        Waiter waiter = new Waiter();
        pipeline.sessions().open(new Wish("worker", 10_000, 0), loop.nanoTime() + 5_000_000_000L, waiter);
        serve(n1);
        SessionLife life = Objects.requireNonNull(waiter.life);
        long lease = life.lease();
        // Before the first heartbeat: the opening itself said which lease it is.
        state.expire(life.id());
        state.apply(new LeaseCommand.Grant(lease, 10_000));
        serveFor(n1, 3_000);
        assertThat(life.ended()).isDone();
        assertThat(life.ended().join().end()).isEqualTo(SessionEnd.EXPIRED);
        assertThat(state.renewals(lease)).isZero();
    }

    @Test
    void whoeverListensHearsHowLongHeartbeatsTake() {
        SimulatedTransport.Opened n1 = leading();
        List<Beat> beats = new ArrayList<>();
        Runnable registration = pipeline.sessions().onBeat(beats::add, Runnable::run);
        kept(n1, 10_000);
        kept(n1, 10_000);
        assertThat(beats).as("callers' own renewals are no heartbeats").isEmpty();
        loop.advanceMillis(2_500);
        loop.advanceMillis(300);
        serve(n1);
        assertThat(beats).containsExactly(new Beat(2, 300_000_000L));
        registration.run();
        serveFor(n1, 5_000);
        assertThat(beats).hasSize(1);
    }

    @Test
    void keepAlivesUnderWayAreBoundedAndOneTooManyIsRefused() {
        SimulatedTransport.Opened n1 = leading();
        KeptLease kept = kept(n1, 10_000);
        long lease = grant(600_000);
        List<Waiter> waiters = new ArrayList<>();
        for (int i = 0; i < Sessions.MAX_ASKED; i++) {
            waiters.add(keep(lease));
        }
        Waiter refused = keep(lease);
        assertThat(Objects.requireNonNull(refused.failure).kind()).isEqualTo(CallFailure.Kind.OVERLOADED);
        assertThat(refused.failure.unknown()).isFalse();
        Waiter session = new Waiter();
        pipeline.sessions().open(new Wish("worker", 10_000, 0), loop.nanoTime() + 5_000_000_000L, session);
        assertThat(Objects.requireNonNull(session.failure).kind()).isEqualTo(CallFailure.Kind.OVERLOADED);
        serveFor(n1, 100);
        assertThat(waiters).allMatch(waiter -> waiter.lease != null);
        Waiter next = keep(lease);
        serve(n1);
        assertThat(next.lease).as("there is room again").isNotNull();
        assertThat(kept.liveness()).isEqualTo(Liveness.CONNECTED);
    }

    @Test
    void heartbeatsGoBeforeKeepAlivesThatCallersAskFor() {
        SimulatedTransport.Opened n1 = leading();
        KeptLease kept = kept(n1, 10_000);
        long lease = grant(600_000);
        n1.writable = false;
        for (int i = 0; i < 500; i++) {
            keep(lease);
        }
        loop.advanceMillis(2_500);
        n1.becomeWritable();
        assertThat(leases(renewals(n1).get(0))).containsExactly(kept.lease());
    }

    @Test
    void roomTakenByAKeepAliveThatFailsIsGivenBack() {
        SimulatedTransport.Opened n1 = leading();
        for (int round = 0; round < 2; round++) {
            List<Waiter> waiters = new ArrayList<>();
            for (int i = 0; i < Sessions.MAX_ASKED; i++) {
                waiters.add(keep(1));
            }
            mute(n1, 5_100);
            lose(n1);
            assertThat(waiters)
                    .allMatch(waiter -> Objects.requireNonNull(waiter.failure).kind() == CallFailure.Kind.TIMEOUT);
        }
    }

    private Keeper add(Keeper.Owner owner, long lease, List<String> reported) {
        long now = loop.nanoTime();
        Keeper keeper = new Keeper(
                new LeaseName(lease, LeaseName.ANY),
                new Lifetime(loop, now, loop.wallMillis(), 10_000),
                10_000,
                now,
                owner,
                (what, thrown) -> reported.add(what + ": " + thrown.getMessage()));
        pipeline.sessions().heartbeats().add(keeper);
        return keeper;
    }

    @Test
    void pain30_anOwnerThatThrowsDoesNotEndTheHeartbeatsOfTheOthers() {
        SimulatedTransport.Opened n1 = leading();
        List<String> reported = new ArrayList<>();
        Keeper.Owner broken = new Keeper.Owner() {
            @Override
            public void changed(Liveness liveness) {
                throw new IllegalStateException(liveness.name());
            }

            @Override
            public void over(boolean gone) {
                throw new StackOverflowError("over");
            }
        };
        long brief = grant(10_000);
        add(broken, brief, reported);
        KeptLease kept = kept(n1, 10_000);
        n1.end(CUT);
        assertThat(heard).containsExactly(Liveness.SUSPENDED);
        SimulatedTransport.Opened next = reconnected("n1", N1);
        serve(next);
        assertThat(heard).containsExactly(Liveness.SUSPENDED, Liveness.RECONNECTED);
        state.revoke(brief);
        serveFor(next, 30_000);
        assertThat(kept.liveness()).isEqualTo(Liveness.RECONNECTED);
        assertThat(reported)
                .containsExactly(
                        "the owner of the lease " + brief + ": SUSPENDED",
                        "the owner of the lease " + brief + ": RECONNECTED",
                        "the owner of the lease " + brief + ": over");
        pipeline.endNow();
        loop.settle();
        assertThat(kept.lost()).isDone();
    }

    @Test
    void moreLeasesThanANodeTakesAtOnceAreAskedAboutInTurns() {
        SimulatedTransport.Opened n1 = leading();
        List<String> reported = new ArrayList<>();
        List<Keeper> keepers = new ArrayList<>();
        Keeper.Owner nobody = new Keeper.Owner() {
            @Override
            public void changed(Liveness liveness) {
                reported.add(liveness.name());
            }

            @Override
            public void over(boolean gone) {
                reported.add("over");
            }
        };
        for (int i = 0; i < 3 * Heartbeats.MAX_ASKED; i++) {
            keepers.add(add(nobody, grant(10_000), reported));
        }
        loop.advanceMillis(2_600);
        assertThat(renewals(n1)).hasSize(Heartbeats.MAX_ASKED / Limits.MAX_RENEWALS);
        for (int i = 0; i < 300; i++) {
            loop.advanceMillis(50);
            assertThat(pending(n1).stream()
                            .mapToInt(request -> leases(request).size())
                            .sum())
                    .isLessThanOrEqualTo(Heartbeats.MAX_ASKED);
            n1.receive(new ServerFrame.Results(apply(n1, pending(n1).size())));
        }
        assertThat(reported).isEmpty();
        assertThat(keepers).allMatch(keeper -> keeper.remainingNanos() > 5_000_000_000L);
    }
}
