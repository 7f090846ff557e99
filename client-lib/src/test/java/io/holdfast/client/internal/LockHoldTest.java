package io.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.internal.lock.Hold;
import io.holdfast.client.internal.lock.LockRequest;
import io.holdfast.client.internal.lock.Loss;
import io.holdfast.model.Leader;
import io.holdfast.model.Limits;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.lock.LockPush;
import io.holdfast.wire.Request;
import io.holdfast.wire.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is held, and how its holder learns that it is not any more: pains 1, 4, 8, 9 and 10 of the field. */
class LockHoldTest extends LockCluster {
    private final List<Loss> losses = new ArrayList<>();

    private Hold held(SimulatedTransport.Opened stream) {
        return held(stream, LockClaim.of(LockMode.EXCLUSIVE));
    }

    private Hold held(SimulatedTransport.Opened stream, LockClaim claim) {
        Asked asked = acquire("a", claim, LockRequest.FOREVER);
        work(stream);
        Hold hold = asked.hold();
        hold.onLost(losses::add, Runnable::run);
        return hold;
    }

    @Test
    void aFreeLockIsHeldAfterOneRequestAndGivenBackWithAnother() {
        SimulatedTransport.Opened n1 = leading();
        Hold hold = held(n1);
        assertThat(hold.token()).isEqualTo(1);
        assertThat(hold.remainingNanos()).isPositive();
        hold.release();
        work(n1);
        assertThat(hold.released()).isTrue();
        assertThat(hold.remainingNanos()).isZero();
        assertThat(state.locks.holders("a")).isEmpty();
        assertThat(losses).isEmpty();
        assertThat(locks.open()).isZero();
        assertThat(commands(n1)).hasSize(2);
    }

    @Test
    void theRequestsOfALockThatWasGivenBackAreForgottenSoThatThereAreNumbersForMore() {
        SimulatedTransport.Opened n1 = leading();
        for (int i = 0; i < 2 * Limits.MAX_OPEN_REQUESTS; i++) {
            held(n1).release();
            work(n1);
        }
        assertThat(locks.open()).isZero();
        assertThat(losses).isEmpty();
    }

    @Test
    void pain1_aHolderThatIsCutOffIsToldByItsOwnClockBeforeTheClusterMayHandTheLockOn() {
        SimulatedTransport.Opened n1 = leading();
        Hold hold = held(n1);
        n1.end(CUT);
        loop.advanceMillis(9_700);
        assertThat(hold.remainingNanos()).isPositive();
        loop.advanceMillis(200);
        assertThat(losses).hasSize(1);
        assertThat(losses.get(0).end()).isEqualTo(LockEnd.SESSION_EXPIRED);
        assertThat(hold.remainingNanos()).isZero();
        assertThat(locks.open()).isZero();
    }

    @Test
    void pain1_aHolderThatWasPausedFindsItLostAtItsFirstLookBeforeAnythingElseRan() {
        SimulatedTransport.Opened n1 = leading();
        Hold hold = held(n1);
        loop.pauseMillis(10_000);
        assertThat(hold.remainingNanos()).isZero();
        assertThat(hold.loss()).isNotNull();
        assertThat(losses).hasSize(1);
    }

    @Test
    void pain1_aWallClockThatWentOnWhileTheMachineSleptEndsItToo() {
        SimulatedTransport.Opened n1 = leading();
        Hold hold = held(n1);
        loop.jumpWallMillis(10_000);
        assertThat(hold.remainingNanos()).isZero();
        loop.jumpWallMillis(-10_000);
        assertThat(hold.remainingNanos()).as("set back, it stays lost").isZero();
    }

    @Test
    void pain1_aPushTellsTheHolderAtOnceWhoTookTheLockAwayAndWhy() {
        SimulatedTransport.Opened n1 = leading();
        Hold hold = held(n1);
        state.locks.end("a", LockEnd.REVOKED, "revoked by ops (stuck)");
        work(n1);
        assertThat(losses).containsExactly(new Loss(LockEnd.REVOKED, "revoked by ops (stuck)"));
        assertThat(hold.remainingNanos()).isZero();
        assertThat(commands(n1)).as("nothing is left to release").hasSize(1);
        assertThat(locks.open()).isZero();
    }

    @Test
    void pain1_aLossWhosePushWasLostIsFoundOutAfterTheReconnect() {
        SimulatedTransport.Opened n1 = leading();
        Hold hold = held(n1);
        n1.end(CUT);
        state.locks.end("a", LockEnd.REVOKED, "revoked by ops (stuck)");
        state.locks.pushes.clear();
        SimulatedTransport.Opened next = reconnected("n1", N1);
        work(next);
        assertThat(losses).containsExactly(new Loss(LockEnd.REVOKED, "revoked by ops (stuck)"));
        assertThat(hold.loss()).isNotNull();
    }

    @Test
    void pain1_whatTheNodeCouldNotKeepIsAskedFor() {
        SimulatedTransport.Opened n1 = leading();
        Hold hold = held(n1);
        state.locks.end("a", LockEnd.REVOKED, "revoked by ops (stuck)");
        state.locks.pushes.clear();
        n1.receive(new ServerFrame.Locked(List.of(new LockPush.Missed(hold.session()))));
        work(n1);
        assertThat(losses).hasSize(1);
    }

    @Test
    void aListenerHearsOnceAlsoIfItComesLateAndNotIfItWentBefore() {
        SimulatedTransport.Opened n1 = leading();
        Hold hold = held(n1);
        List<Loss> gone = new ArrayList<>();
        hold.onLost(gone::add, Runnable::run).run();
        hold.onLost(
                loss -> {
                    throw new IllegalStateException("boom");
                },
                Runnable::run);
        state.locks.end("a", LockEnd.REVOKED, "revoked");
        work(n1);
        List<Loss> late = new ArrayList<>();
        hold.onLost(late::add, Runnable::run);
        hold.onLost(late::add, Runnable::run);
        assertThat(losses).hasSize(1);
        assertThat(late).hasSize(2);
        assertThat(gone).isEmpty();
        assertThat(listenerErrors).containsExactly("a listener for the loss of the lock a: boom");
    }

    @Test
    void pain4_manyLocksOfASessionLiveByOneHeartbeat() {
        SimulatedTransport.Opened n1 = leading();
        List<Hold> holds = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Asked asked = acquire("lock-" + i);
            work(n1);
            holds.add(asked.hold());
        }
        workFor(n1, 60_000);
        assertThat(holds).allMatch(hold -> hold.remainingNanos() > 0);
        assertThat(n1.requests().stream().filter(Request.Renew.class::isInstance))
                .hasSizeLessThan(30);
        assertThat(n1.requests().stream().filter(Request.Follow.class::isInstance))
                .hasSize(1);
    }

    @Test
    void pain8_aMaximumHoldEndsTheHandleBeforeTheClusterEndsTheHold() {
        SimulatedTransport.Opened n1 = leading();
        Hold hold = held(n1, bounded(2_000));
        workFor(n1, 1_900);
        assertThat(hold.remainingNanos()).isPositive();
        workFor(n1, 100);
        assertThat(losses).hasSize(1);
        assertThat(losses.get(0).end()).isEqualTo(LockEnd.MAX_HOLD);
        assertThat(state.locks.holders("a"))
                .as("nobody waits for what is not used")
                .isEmpty();
        assertThat(locks.open()).isZero();
    }

    @Test
    void pain8_withoutAMaximumHoldItLastsAsLongAsTheSession() {
        SimulatedTransport.Opened n1 = leading();
        Hold hold = held(n1);
        workFor(n1, 300_000);
        assertThat(hold.remainingNanos()).isPositive();
        assertThat(losses).isEmpty();
    }

    @Test
    void pain8_afterAWaitTheMaximumHoldCountsFromTheLastProofThatItStillWaited() {
        SimulatedTransport.Opened n1 = leading();
        rival("a", 1);
        Asked asked = acquire("a", bounded(8_000), LockRequest.FOREVER);
        workFor(n1, 20_000);
        assertThat(asked.waits()).isTrue();
        rivalReleases("a", 1);
        work(n1);
        assertThat(asked.hold().remainingNanos())
                .as("asked every second, less 1 %% and 50 ms")
                .isBetween(6_800_000_000L, 7_900_000_000L);
    }

    @Test
    void pain9_aReconnectInTimeKeepsTheLockAndFollowsItsSessionAnew() {
        restart(100, 8 << 20, "n1:7400", "n2:7400");
        beginLocks();
        SimulatedTransport.Opened n1 = nodes.streams.get(0);
        n1.hello(n1.address.host(), 1_000, new Leader(n1.address.host(), n1.address.toString(), 5));
        Hold hold = held(n1);
        n1.end(CUT);
        loop.advanceMillis(3_000);
        String other = n1.address.host().equals("n1") ? "n2" : "n1";
        SimulatedTransport.Opened next = reconnected(other, new Leader(other, other + ":7400", 9));
        workFor(next, 30_000);
        assertThat(hold.remainingNanos()).isPositive();
        assertThat(losses).isEmpty();
        assertThat(next.requests().stream().filter(Request.Follow.class::isInstance))
                .hasSize(1);
        state.locks.end("a", LockEnd.REVOKED, "revoked");
        work(next);
        assertThat(losses).hasSize(1);
    }

    @Test
    void pain10_lostIsForGoodThoughTheClusterStillKnowsTheHold() {
        SimulatedTransport.Opened n1 = leading();
        Hold hold = held(n1);
        n1.end(CUT);
        loop.advanceMillis(10_000);
        assertThat(losses).hasSize(1);
        assertThat(state.locks.holders("a"))
                .as("the cluster had trouble of its own")
                .hasSize(1);
        SimulatedTransport.Opened next = reconnected("n1", N1);
        work(next);
        assertThat(hold.remainingNanos()).isZero();
        assertThat(hold.loss()).isNotNull();
        assertThat(state.locks.holders("a"))
                .as("its session is ended there, too")
                .isEmpty();
    }

    @Test
    void aKilledSessionLosesItsLocks() {
        SimulatedTransport.Opened n1 = leading();
        Hold hold = held(n1);
        state.expire(hold.session());
        workFor(n1, 3_000);
        assertThat(losses).hasSize(1);
        assertThat(losses.get(0).end()).isEqualTo(LockEnd.UNKNOWN);
        assertThat(losses.get(0).message()).contains("no longer knows the session");
    }

    @Test
    void releasingWhatWasLostChangesNothing() {
        SimulatedTransport.Opened n1 = leading();
        Hold hold = held(n1);
        state.locks.end("a", LockEnd.REVOKED, "revoked");
        work(n1);
        List<Object> freed = new ArrayList<>();
        hold.release(failure -> freed.add(failure == null ? "free" : failure));
        work(n1);
        assertThat(freed).containsExactly("free");
        assertThat(hold.released()).isFalse();
        assertThat(commands(n1)).hasSize(1);
    }
}
