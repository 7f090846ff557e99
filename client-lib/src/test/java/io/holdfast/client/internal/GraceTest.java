package io.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.session.SessionEnd;
import io.holdfast.wire.Request;
import io.holdfast.wire.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Sessions with a grace in simulated time: it counts as their time to live, for everything that this side believes. */
class GraceTest extends ModelCluster {
    private static final long TTL = 10_000;
    private static final long GRACE = 1_000;

    /** The grace less the margin for clocks: 1 % and 50 ms. */
    private static final long USABLE_NANOS = 940_000_000L;

    private final List<Liveness> heard = new ArrayList<>();

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

    private Opened opening(long graceMillis) {
        Opened opened = new Opened();
        pipeline.sessions().open(new Wish("worker", TTL, graceMillis), loop.nanoTime() + 15_000_000_000L, opened);
        loop.settle();
        return opened;
    }

    private SessionLife session(SimulatedTransport.Opened stream) {
        Opened opened = opening(GRACE);
        serve(stream);
        SessionLife life = Objects.requireNonNull(opened.life);
        life.listen(heard::add, Runnable::run);
        return life;
    }

    private static long renewals(SimulatedTransport.Opened stream) {
        return stream.requests().stream()
                .filter(Request.Renew.class::isInstance)
                .count();
    }

    private void serveFor(SimulatedTransport.Opened stream, long millis) {
        for (long passed = 0; passed < millis; passed += 10) {
            loop.advanceMillis(10);
            serve(stream);
        }
    }

    @Test
    void theClusterIsToldAndTheSessionBeatsFourTimesInItsGrace() {
        SimulatedTransport.Opened n1 = leading();
        SessionLife life = session(n1);
        assertThat(Objects.requireNonNull(state.sessions.get(life.id())).record.graceMillis())
                .isEqualTo(GRACE);
        serveFor(n1, 10_000);
        assertThat(renewals(n1)).isBetween(35L, 42L);
        assertThat(heard).isEmpty();
        assertThat(life.liveness()).isEqualTo(Liveness.CONNECTED);
        assertThat(life.ttlMillis()).isEqualTo(TTL);
    }

    @Test
    void whatIsLeftCountsFromTheSendingOfTheLastAcknowledgedRenewalAndItsGrace() {
        SimulatedTransport.Opened n1 = leading();
        SessionLife life = session(n1);
        assertThat(life.remainingNanos()).isEqualTo(USABLE_NANOS);
        loop.advanceMillis(250);
        assertThat(renewals(n1)).isEqualTo(2);
        loop.advanceMillis(100);
        serve(n1);
        // The node says ten seconds: that is not for this side to believe.
        assertThat(life.remainingNanos()).isEqualTo(USABLE_NANOS - 100_000_000L);
    }

    @Test
    void aHeartbeatGoesBeforeWhateverIsDoneInIt() {
        SimulatedTransport.Opened n1 = leading();
        Opened opened = opening(GRACE);
        n1.receive(new ServerFrame.Results(apply(n1, pending(n1).size())));
        // As its caller does, who is told on another thread.
        loop.execute(() -> put("a"));
        loop.settle();
        assertThat(opened.life).isNotNull();
        assertThat(pending(n1).get(0)).isInstanceOf(Request.Renew.class);
    }

    @Test
    void withoutAnAcknowledgementItIsOverAfterItsGraceForGoodAndTheClusterGetsItBack() {
        SimulatedTransport.Opened n1 = leading();
        SessionLife life = session(n1);
        n1.end(Trouble.unavailable("reset by peer"));
        loop.advanceMillis(939);
        assertThat(life.remainingNanos()).isPositive();
        loop.advanceMillis(2);
        assertThat(life.remainingNanos()).isZero();
        loop.advanceMillis(20);
        assertThat(heard).containsExactly(Liveness.SUSPENDED, Liveness.EXPIRED);
        SimulatedTransport.Opened next = reconnected("n1", N1);
        assertThat(state.sessions).as("it has most of its time to live there").hasSize(1);
        serve(next);
        assertThat(state.sessions).as("so that nobody waits for it").isEmpty();
        assertThat(life.ended().join().end()).isEqualTo(SessionEnd.EXPIRED);
    }

    @Test
    void aProcessThatStoodStillForLongerThanItsGraceFindsItOverAtTheFirstLook() {
        SimulatedTransport.Opened n1 = leading();
        SessionLife life = session(n1);
        loop.pauseMillis(GRACE);
        assertThat(life.remainingNanos()).isZero();
        assertThat(life.liveness()).isEqualTo(Liveness.EXPIRED);
    }

    @Test
    void anOpeningThatTakesLongerThanTheGraceOpensAll() {
        SimulatedTransport.Opened n1 = leading();
        Opened opened = opening(GRACE);
        keepLinkAlive(n1, 3_000);
        serve(n1);
        SessionLife life = Objects.requireNonNull(opened.life);
        assertThat(life.remainingNanos())
                .as("the grace begins with a connection that renewed, and none did yet")
                .isEqualTo(USABLE_NANOS);
        serveFor(n1, 5_000);
        assertThat(life.liveness()).isEqualTo(Liveness.CONNECTED);
    }

    @Test
    void anOpeningGivesNoMoreThanIsLeftOfTheTimeToLive() {
        SimulatedTransport.Opened n1 = leading();
        Opened opened = opening(GRACE);
        keepLinkAlive(n1, 9_500);
        // The opening only: no heartbeat is answered.
        n1.receive(new ServerFrame.Results(apply(n1, pending(n1).size())));
        // Of 10 s less 1 % and 50 ms.
        assertThat(Objects.requireNonNull(opened.life).remainingNanos()).isBetween(340_000_000L, 350_000_000L);
    }

    /** The node answers whether it lives, and nothing else. */
    private void keepLinkAlive(SimulatedTransport.Opened stream, long millis) {
        for (long passed = 0; passed < millis; passed += 100) {
            loop.advanceMillis(100);
            stream.receive(new ServerFrame.Credit(4_000));
        }
    }
}
