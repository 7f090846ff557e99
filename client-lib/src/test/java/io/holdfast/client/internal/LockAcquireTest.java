package io.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.internal.lock.LockRequest;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.outcome.Reason;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Waiting in line, and whatever may come between: pains 3, 5 and 6 of the field, and what races with what. */
class LockAcquireTest extends LockCluster {
    @Test
    void aWaiterIsGrantedByAPushAndAsksNothingMeanwhile() {
        SimulatedTransport.Opened n1 = leading();
        rival("a", 1);
        Asked asked = acquire("a");
        work(n1);
        int requests = n1.requests().size();
        loop.advanceMillis(1_000);
        assertThat(n1.requests()).hasSize(requests);
        rivalReleases("a", 1);
        work(n1);
        assertThat(asked.hold().token()).isEqualTo(2);
        assertThat(asked.told).isEqualTo(1);
    }

    @Test
    void pain3_aWaiterWhoseSessionEndedIsToldAndNeverGranted() {
        SimulatedTransport.Opened n1 = leading();
        rival("a", 1);
        Asked asked = acquire("a");
        work(n1);
        n1.end(CUT);
        loop.advanceMillis(10_000);
        assertThat(Objects.requireNonNull(asked.failure).kind()).isEqualTo(CallFailure.Kind.SESSION_OVER);
        assertThat(asked.failure.message()).contains("place in line");
        SimulatedTransport.Opened next = reconnected("n1", N1);
        rivalReleases("a", 1);
        workFor(next, 1_000);
        assertThat(asked.told).isEqualTo(1);
        assertThat(state.locks.holders("a")).isEmpty();
        assertThat(locks.open()).isZero();
    }

    @Test
    void aGrantWhosePushWasLostIsFoundOutAfterTheReconnect() {
        SimulatedTransport.Opened n1 = leading();
        rival("a", 1);
        Asked asked = acquire("a");
        work(n1);
        n1.end(CUT);
        rivalReleases("a", 1);
        state.locks.pushes.clear();
        assertThat(asked.waits()).isTrue();
        work(reconnected("n1", N1));
        assertThat(asked.hold().token()).isEqualTo(2);
    }

    @Test
    void aGrantBetweenTheAnswerAndTheFollowingIsFoundOut() {
        SimulatedTransport.Opened n1 = leading();
        rival("a", 1);
        Asked asked = acquire("a");
        n1.receive(new ServerFrame.Results(apply(n1, pending(n1).size())));
        rivalReleases("a", 1);
        state.locks.pushes.clear();
        work(n1);
        assertThat(asked.hold().token()).isEqualTo(2);
    }

    @Test
    void anAnswerThatWasKeptFromBeforeTheGrantDoesNotMakeItWaitForGood() {
        SimulatedTransport.Opened n1 = leading();
        Asked warm = acquire("warm");
        work(n1);
        assertThat(warm.hold().token()).isEqualTo(1);
        rival("a", 1);
        Asked asked = acquire("a");
        apply(n1, pending(n1).size());
        n1.end(CUT);
        rivalReleases("a", 1);
        state.locks.pushes.clear();
        SimulatedTransport.Opened next = reconnected("n1", N1);
        work(next);
        assertThat(asked.hold().token()).isEqualTo(3);
        assertThat(state.locks.holders("a")).hasSize(1);
    }

    @Test
    void aGrantThatIsPushedBeforeItsAnswerComesIsHandedOutOnce() {
        SimulatedTransport.Opened n1 = leading();
        Asked warm = acquire("warm");
        work(n1);
        assertThat(warm.hold().token()).isEqualTo(1);
        Asked asked = acquire("a");
        List<Result> answers = apply(n1, pending(n1).size());
        push(n1);
        assertThat(asked.hold().token()).isEqualTo(2);
        n1.receive(new ServerFrame.Results(answers));
        work(n1);
        assertThat(asked.told).isEqualTo(1);
        assertThat(asked.hold().remainingNanos()).isPositive();
    }

    @Test
    void aHoldThatEndedBeforeItsAnswerCameIsToldAsLost() {
        SimulatedTransport.Opened n1 = leading();
        work(n1);
        Asked warm = acquire("warm");
        work(n1);
        assertThat(warm.hold().token()).isEqualTo(1);
        Asked asked = acquire("a");
        List<Result> answers = apply(n1, pending(n1).size());
        state.locks.end("a", LockEnd.REVOKED, "revoked");
        state.locks.pushes.remove(0);
        push(n1);
        n1.receive(new ServerFrame.Results(answers));
        work(n1);
        assertThat(Objects.requireNonNull(asked.lost).end()).isEqualTo(LockEnd.REVOKED);
        assertThat(asked.told).isEqualTo(1);
    }

    @Test
    void pain6_aTimeoutSaysWhoHoldsItSinceWhenAndThePlaceInLine() {
        SimulatedTransport.Opened n1 = leading();
        rival("a", 1);
        rival("a", 2);
        Asked asked = acquire("a", 500);
        workFor(n1, 450);
        assertThat(asked.waits()).isTrue();
        workFor(n1, 100);
        assertThat(asked.position).isEqualTo(2);
        assertThat(asked.holder).isEqualTo("held by worker-7 since 12:00");
        assertThat(state.locks.waiters("a")).hasSize(1);
        assertThat(locks.open()).isZero();
    }

    @Test
    void aGrantThatComesBeforeTheWithdrawalIsHandedOut() {
        SimulatedTransport.Opened n1 = leading();
        rival("a", 1);
        Asked asked = acquire("a", 500);
        work(n1);
        rivalReleases("a", 1);
        state.locks.pushes.clear();
        loop.advanceMillis(600);
        work(n1);
        assertThat(asked.hold().token()).isEqualTo(2);
        assertThat(asked.hold().remainingNanos()).isPositive();
        assertThat(state.locks.holders("a")).hasSize(1);
    }

    @Test
    void aTimeoutIsToldThoughTheClusterCannotBeAskedAndNothingIsLeftBehind() {
        SimulatedTransport.Opened n1 = leading();
        rival("a", 1);
        Asked asked = acquire("a", 500);
        work(n1);
        n1.end(CUT);
        loop.advanceMillis(1_600);
        assertThat(asked.position).isZero();
        rivalReleases("a", 1);
        work(reconnected("n1", N1));
        assertThat(asked.told).isEqualTo(1);
        assertThat(state.locks.holders("a")).isEmpty();
        assertThat(locks.open()).isZero();
    }

    @Test
    void withoutPatienceTheTimeoutStillNamesTheHolder() {
        SimulatedTransport.Opened n1 = leading();
        rival("a", 1);
        Asked asked = acquire("a", 0);
        workFor(n1, 50);
        assertThat(asked.position).isEqualTo(1);
    }

    @Test
    void tryingALockThatIsHeldIsRefusedAtOnceAndLeavesNothing() {
        SimulatedTransport.Opened n1 = leading();
        rival("a", 1);
        Asked asked = acquire(
                new LockRequest("a", LockClaim.of(LockMode.EXCLUSIVE), false, LockRequest.FOREVER, CALL_NANOS, null));
        work(n1);
        assertThat(Objects.requireNonNull(asked.refused).reason()).isEqualTo(Reason.LOCK_HELD);
        assertThat(state.locks.waiters("a")).isEmpty();
        assertThat(locks.open()).isZero();
    }

    @Test
    void pain5_cancellingAWaitLeavesTheLine() {
        SimulatedTransport.Opened n1 = leading();
        rival("a", 1);
        Asked asked = acquire("a");
        work(n1);
        asked.cancel.run();
        work(n1);
        assertThat(state.locks.waiters("a")).isEmpty();
        assertThat(asked.told).isZero();
        assertThat(locks.open()).isZero();
    }

    @Test
    void pain5_cancellingBeforeTheAnswerGivesBackWhatWasGranted() {
        SimulatedTransport.Opened n1 = leading();
        Asked asked = acquire("a");
        asked.cancel.run();
        work(n1);
        assertThat(asked.told).isZero();
        assertThat(state.locks.holders("a")).isEmpty();
        assertThat(locks.open()).isZero();
    }

    @Test
    void pain5_aReleaseThatWasLostIsSentAgain() {
        SimulatedTransport.Opened n1 = leading();
        Asked asked = acquire("a");
        work(n1);
        List<Object> freed = new ArrayList<>();
        asked.hold().release(failure -> freed.add(failure == null ? "free" : failure));
        loop.settle();
        lose(n1);
        n1.end(CUT);
        assertThat(freed).isEmpty();
        work(reconnected("n1", N1));
        assertThat(freed).containsExactly("free");
        assertThat(state.locks.holders("a")).isEmpty();
    }

    @Test
    void pain5_aReleaseNobodyAnswersInTimeIsToldAndGoesOnInTheBackground() {
        SimulatedTransport.Opened n1 = leading();
        Asked asked = acquire("a");
        work(n1);
        List<CallFailure> freed = new ArrayList<>();
        asked.hold().release(failure -> freed.add(Objects.requireNonNull(failure)));
        loop.settle();
        lose(n1);
        n1.end(CUT);
        loop.advanceMillis(5_100);
        assertThat(freed).hasSize(1);
        assertThat(freed.get(0).unknown()).isTrue();
        work(reconnected("n1", N1));
        assertThat(state.locks.holders("a")).isEmpty();
        assertThat(locks.open()).isZero();
    }

    @Test
    void pain5_anAcquisitionOfUnknownOutcomeIsSettledAndGivenBack() {
        SimulatedTransport.Opened n1 = leading();
        Asked warm = acquire("warm");
        work(n1);
        assertThat(warm.hold().token()).isEqualTo(1);
        Asked asked = acquire("a");
        apply(n1, pending(n1).size());
        state.locks.pushes.clear();
        n1.end(CUT);
        loop.advanceMillis(5_100);
        assertThat(Objects.requireNonNull(asked.failure).unknown()).isTrue();
        assertThat(state.locks.holders("a")).hasSize(1);
        SimulatedTransport.Opened next = reconnected("n1", N1);
        workFor(next, 500);
        assertThat(state.locks.holders("a")).isEmpty();
        assertThat(asked.told).isEqualTo(1);
        assertThat(locks.open()).isEqualTo(1);
    }

    @Test
    void pain5_aBelatedCopyOfARequestThatWasSettledHoldsNothing() {
        SimulatedTransport.Opened n1 = leading();
        Asked warm = acquire("warm");
        work(n1);
        assertThat(warm.hold().token()).isEqualTo(1);
        Asked asked = acquire("a");
        Request belated = pending(n1).get(0);
        lose(n1);
        n1.end(CUT);
        loop.advanceMillis(5_100);
        assertThat(asked.failure).isNotNull();
        workFor(reconnected("n1", N1), 500);
        state.answer(belated);
        assertThat(state.locks.holders("a")).isEmpty();
        assertThat(locks.open()).isEqualTo(1);
    }

    @Test
    void aRequestThatWasNeverDoneInASessionThatEndedIsMadeInTheNext() {
        SimulatedTransport.Opened n1 = leading();
        Asked warm = acquire("warm");
        work(n1);
        state.expire(warm.hold().session());
        Asked asked = acquire("a");
        work(n1);
        assertThat(asked.hold().session()).isNotEqualTo(warm.hold().session());
        assertThat(asked.hold().remainingNanos()).isPositive();
        assertThat(warm.hold().loss()).isNotNull();
    }

    @Test
    void closingTheClientEndsHoldsAndWaits() {
        SimulatedTransport.Opened n1 = leading();
        Asked held = acquire("a");
        rival("b", 1);
        Asked waits = acquire("b");
        work(n1);
        pipeline.close(1_000_000_000L, byItself -> {});
        loop.settle();
        serve(n1);
        assertThat(Objects.requireNonNull(held.hold().loss()).end()).isEqualTo(LockEnd.SESSION_CLOSED);
        assertThat(Objects.requireNonNull(waits.failure).kind()).isEqualTo(CallFailure.Kind.CLOSED);
        assertThat(state.locks.holders("a")).isEmpty();
        assertThat(acquire("c").failure).isNotNull();
        assertThat(locks.open()).isZero();
    }

    @Test
    void readersShareAWriterWaitsAndPermitsAreCounted() {
        SimulatedTransport.Opened n1 = leading();
        Asked read = acquire("rw", LockClaim.of(LockMode.READ), LockRequest.FOREVER);
        Asked readToo = acquire("rw", LockClaim.of(LockMode.READ), LockRequest.FOREVER);
        Asked write = acquire("rw", LockClaim.of(LockMode.WRITE), LockRequest.FOREVER);
        work(n1);
        assertThat(write.waits()).isTrue();
        read.hold().release();
        readToo.hold().release();
        work(n1);
        assertThat(write.hold().token()).isGreaterThan(readToo.hold().token());
    }
}
