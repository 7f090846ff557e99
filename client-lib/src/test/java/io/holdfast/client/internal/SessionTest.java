package io.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.lease.Renewal;
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

/** Sessions and kept leases in simulated time: heartbeats, suspension, deadlines, ends and what is told of them. */
class SessionTest extends ModelCluster {
    private static final Trouble CUT = Trouble.unavailable("reset by peer");

    private final List<Liveness> heard = new ArrayList<>();

    /** An open session of ten seconds whose listener is {@link #heard}. */
    private SessionLife session(SimulatedTransport.Opened stream) {
        return session(stream, 10_000);
    }

    private SessionLife session(SimulatedTransport.Opened stream, long ttlMillis) {
        Opened opened = new Opened();
        pipeline.sessions().open(new Wish("worker", ttlMillis, 0), loop.nanoTime() + 5_000_000_000L, opened);
        serve(stream);
        SessionLife life = Objects.requireNonNull(opened.life);
        life.listen(heard::add, Runnable::run);
        return life;
    }

    private static final class Opened implements Opening {
        @Nullable
        SessionLife life;

        @Override
        public void opened(SessionLife open) {
            life = open;
        }

        @Override
        public void refused(Outcome.Rejection why) {
            throw new AssertionError(why.message());
        }

        @Override
        public void failed(CallFailure why) {
            throw new AssertionError(why.message());
        }
    }

    private static List<Request.Renew> renewals(SimulatedTransport.Opened stream) {
        return stream.requests().stream()
                .filter(Request.Renew.class::isInstance)
                .map(Request.Renew.class::cast)
                .toList();
    }

    private void serveFor(SimulatedTransport.Opened stream, long millis) {
        for (long passed = 0; passed < millis; passed += 50) {
            loop.advanceMillis(50);
            serve(stream);
        }
    }

    @Test
    void anIdleSessionBeatsFourTimesInItsTimeToLiveAndStaysConnected() {
        SimulatedTransport.Opened n1 = leading();
        SessionLife life = session(n1);
        serveFor(n1, 60_000);
        assertThat(renewals(n1)).hasSizeBetween(23, 25);
        assertThat(heard).isEmpty();
        assertThat(life.liveness()).isEqualTo(Liveness.CONNECTED);
        assertThat(life.remainingNanos()).isBetween(7_000_000_000L, 9_850_000_000L);
    }

    @Test
    void timeCountsFromTheSendingOfTheLastRenewalThatWasAcknowledged() {
        SimulatedTransport.Opened n1 = leading();
        SessionLife life = session(n1);
        loop.advanceMillis(2_500);
        assertThat(renewals(n1)).hasSize(1);
        loop.advanceMillis(700);
        serve(n1);
        // 10 s less 1 % and 50 ms, less the 700 ms since the sending.
        assertThat(life.remainingNanos()).isBetween(9_140_000_000L, 9_160_000_000L);
    }

    @Test
    void aSessionWhoseLinkBreaksIsSuspendedAndReconnectedWithinItsTime() {
        SimulatedTransport.Opened n1 = leading();
        SessionLife life = session(n1);
        n1.end(CUT);
        assertThat(heard).containsExactly(Liveness.SUSPENDED);
        SimulatedTransport.Opened next = reconnected("n1", N1);
        assertThat(heard).as("not before a renewal is acknowledged").containsExactly(Liveness.SUSPENDED);
        serve(next);
        assertThat(heard).containsExactly(Liveness.SUSPENDED, Liveness.RECONNECTED);
        assertThat(life.liveness()).isEqualTo(Liveness.RECONNECTED);
    }

    @Test
    void anOverdueHeartbeatSuspendsThoughTheLinkStands() {
        SimulatedTransport.Opened n1 = leading();
        session(n1);
        loop.advanceMillis(2_550);
        Request question = renewals(n1).get(0);
        assertThat(question).isNotNull();
        keepLinkAlive(n1, 2_600);
        assertThat(heard).containsExactly(Liveness.SUSPENDED);
        serve(n1);
        assertThat(heard).containsExactly(Liveness.SUSPENDED, Liveness.RECONNECTED);
    }

    /** The node answers whether it lives, and nothing else. */
    private void keepLinkAlive(SimulatedTransport.Opened stream, long millis) {
        for (long passed = 0; passed < millis; passed += 100) {
            loop.advanceMillis(100);
            stream.receive(new ServerFrame.Credit(4_000));
        }
    }

    @Test
    void pain21_aSessionPastItsDeadlineIsOverForGoodEvenIfTheClusterStillKnowsIt() {
        SimulatedTransport.Opened n1 = leading();
        SessionLife life = session(n1);
        n1.end(CUT);
        for (int i = 0; i < 110; i++) {
            if (!nodes.last().aborted && !nodes.last().greeted) {
                nodes.last().end(CUT);
            }
            loop.advanceMillis(100);
        }
        assertThat(heard).containsExactly(Liveness.SUSPENDED, Liveness.EXPIRED);
        assertThat(life.ended().isDone()).as("why is not known yet").isFalse();
        SimulatedTransport.Opened next = reconnected("n1", N1);
        assertThat(state.sessions).hasSize(1);
        serve(next);
        assertThat(life.ended().join().end()).isEqualTo(SessionEnd.EXPIRED);
        assertThat(state.sessions).as("ended at the server too").isEmpty();
        assertThat(heard).containsExactly(Liveness.SUSPENDED, Liveness.EXPIRED);
        assertThat(life.remainingNanos()).isZero();
    }

    @Test
    void pain21_aKilledSessionHearsByWhomAndWhy() {
        SimulatedTransport.Opened n1 = leading();
        SessionLife life = session(n1);
        state.apply(new SessionCommand.Kill(life.id(), "operator/anna", "stuck"));
        serveFor(n1, 3_000);
        assertThat(heard).containsExactly(Liveness.EXPIRED);
        assertThat(life.ended().join().end()).isEqualTo(SessionEnd.KILLED);
        assertThat(life.ended().join().message()).contains("operator/anna", "stuck");
    }

    @Test
    void pain21_aDefaultSessionThatIsLostIsToldOfAndNeverResumedUnderTheOldHandle() {
        SimulatedTransport.Opened n1 = leading();
        Opened first = new Opened();
        pipeline.sessions().current(loop.nanoTime() + 5_000_000_000L, first);
        serve(n1);
        SessionLife old = Objects.requireNonNull(first.life);
        List<SessionLife> lost = new ArrayList<>();
        pipeline.sessions().onLoss(lost::add, Runnable::run);
        state.expire(old.id());
        serveFor(n1, 3_000);
        assertThat(lost).containsExactly(old);
        RecordedCall write = put("a");
        serve(n1);
        assertThat(write.outcome).isNotNull();
        Opened second = new Opened();
        pipeline.sessions().current(loop.nanoTime() + 5_000_000_000L, second);
        serve(n1);
        assertThat(Objects.requireNonNull(second.life).id()).isNotEqualTo(old.id());
        assertThat(old.liveness()).isEqualTo(Liveness.EXPIRED);
    }

    @Test
    void aWallClockThatJumpsAheadEndsASessionAndOneThatJumpsBackDoesNotLengthenIt() {
        SimulatedTransport.Opened n1 = leading();
        SessionLife life = session(n1);
        loop.jumpWallMillis(-3_600_000);
        assertThat(life.remainingNanos()).isLessThanOrEqualTo(9_850_000_000L);
        loop.jumpWallMillis(3_600_000 + 9_851);
        assertThat(life.remainingNanos()).isZero();
        loop.jumpWallMillis(-9_851);
        assertThat(life.remainingNanos())
                .as("who was told 'over' was told right")
                .isZero();
        assertThat(life.liveness()).isEqualTo(Liveness.EXPIRED);
        loop.advanceMillis(1_100);
        assertThat(heard).containsExactly(Liveness.EXPIRED);
    }

    @Test
    void aProcessThatStoodStillTooLongFindsItsSessionOverAtTheFirstLook() {
        SimulatedTransport.Opened n1 = leading();
        SessionLife life = session(n1);
        loop.advanceMillis(2_500);
        List<Request> sent = List.copyOf(pending(n1));
        loop.pauseMillis(11_000);
        assertThat(life.remainingNanos()).isZero();
        // The answer lay in the socket all the while: it comes too late all the same.
        lose(n1);
        n1.receive(new ServerFrame.Results(
                sent.stream().map(request -> state.answer(request)).toList()));
        loop.advanceMillis(20);
        assertThat(heard).containsExactly(Liveness.EXPIRED);
        assertThat(life.liveness()).isEqualTo(Liveness.EXPIRED);
    }

    @Test
    void aThousandSessionsShareTheirHeartbeats() {
        SimulatedTransport.Opened n1 = nodes.to("n1:7400");
        n1.hello("n1", 10_000, N1);
        List<SessionLife> lives = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            lives.add(session(n1));
            loop.advanceMillis(i % 7);
        }
        serveFor(n1, 10_000);
        int before = renewals(n1).size();
        serveFor(n1, 30_000);
        List<Request.Renew> beats = renewals(n1).subList(before, renewals(n1).size());
        assertThat(beats).hasSizeBetween(11, 14);
        assertThat(beats).allMatch(beat -> beat.leases().size() == 1_000);
        assertThat(lives).allMatch(life -> life.liveness() == Liveness.CONNECTED);
    }

    @Test
    void heartbeatsGoBeforeWhateverWaits() {
        restart(5_000, 64 << 20, "n1:7400");
        SimulatedTransport.Opened n1 = leading();
        session(n1);
        n1.writable = false;
        for (int i = 0; i < 500; i++) {
            get("k" + i);
        }
        loop.advanceMillis(2_500);
        n1.becomeWritable();
        List<Request> sent = pending(n1);
        assertThat(sent.get(0)).isInstanceOf(Request.Renew.class);
    }

    @Test
    void pain30_aListenerThatThrowsIsReportedAndTheOthersHearAllTheSame() {
        List<String> reported = new ArrayList<>();
        Listeners<Integer> listeners = new Listeners<>(
                "a listener", (listener, thrown) -> reported.add(listener + ": " + thrown.getMessage()));
        List<Integer> told = new ArrayList<>();
        listeners.add(
                event -> {
                    throw new IllegalStateException("boom " + event);
                },
                Runnable::run);
        Runnable registration = listeners.add(told::add, Runnable::run);
        listeners.tell(1);
        listeners.tell(2);
        registration.run();
        listeners.tell(3);
        assertThat(told).containsExactly(1, 2);
        assertThat(reported).containsExactly("a listener: boom 1", "a listener: boom 2", "a listener: boom 3");
    }

    @Test
    void aClosedSessionIsOverAtOnceAndNotALoss() {
        SimulatedTransport.Opened n1 = leading();
        SessionLife life = session(n1);
        List<SessionLife> lost = new ArrayList<>();
        pipeline.sessions().onLoss(lost::add, Runnable::run);
        pipeline.sessions().close(life);
        loop.settle();
        assertThat(heard).containsExactly(Liveness.EXPIRED);
        assertThat(life.ended().join().end()).isEqualTo(SessionEnd.CLOSED);
        assertThat(lost).isEmpty();
        serveFor(n1, 5_000);
        assertThat(renewals(n1)).isEmpty();
    }

    @Test
    void aLeaseIsKeptUntilItIsLost() {
        SimulatedTransport.Opened n1 = leading();
        KeptLease kept = kept(n1);
        serveFor(n1, 20_000);
        assertThat(kept.remainingNanos()).isPositive();
        state.revoke(kept.lease());
        serveFor(n1, 2_000);
        assertThat(heard).containsExactly(Liveness.EXPIRED);
        assertThat(kept.lost()).isDone();
    }

    @Test
    void aLeaseThatIsKeptNoMoreIsNotLost() {
        SimulatedTransport.Opened n1 = leading();
        KeptLease kept = kept(n1);
        kept.end();
        serveFor(n1, 7_000);
        assertThat(heard).isEmpty();
        assertThat(kept.lost()).isNotDone();
        assertThat(kept.remainingNanos()).isZero();
        assertThat(renewals(n1)).as("the first one only").hasSize(1);
    }

    /** A lease of six seconds that is kept, with {@link #heard} listening. */
    private KeptLease kept(SimulatedTransport.Opened stream) {
        long lease = ((Outcome.LeaseGranted) state.apply(new LeaseCommand.Grant(0, 6_000))).lease();
        KeptLease[] kept = new KeptLease[1];
        pipeline.sessions().keep(lease, loop.nanoTime() + 1_000_000_000L, new Keeping() {
            @Override
            public void kept(KeptLease one) {
                kept[0] = one;
            }

            @Override
            public void missing() {
                throw new AssertionError("it exists");
            }

            @Override
            public void failed(CallFailure why) {
                throw new AssertionError(why.message());
            }
        });
        serve(stream);
        kept[0].listen(heard::add, Runnable::run);
        return kept[0];
    }

    @Test
    void aRenewalAnsweredWithoutTheLeaseAskedForIsAskedAgain() {
        SimulatedTransport.Opened n1 = leading();
        SessionLife life = session(n1);
        loop.advanceMillis(2_500);
        Request asked = renewals(n1).get(0);
        lose(n1);
        n1.receive(
                new ServerFrame.Results(List.of(new Result.Renewed(asked.id(), List.of(new Renewal(999, 7, 10_000))))));
        serveFor(n1, 2_000);
        assertThat(renewals(n1).size()).isGreaterThan(1);
        assertThat(life.liveness()).isEqualTo(Liveness.CONNECTED);
    }
}
