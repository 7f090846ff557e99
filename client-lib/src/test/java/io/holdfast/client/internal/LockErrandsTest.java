package io.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.internal.lock.Loss;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockPush;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Answers about acquisitions that never come, come early, or say something else than was hoped for. */
class LockErrandsTest extends LockCluster {
    private static void answer(SimulatedTransport.Opened stream, Result result) {
        stream.receive(new ServerFrame.Results(List.of(result)));
    }

    private static void reject(SimulatedTransport.Opened stream, Request request, Reason reason, LockEnd end) {
        answer(
                stream,
                new Result.Answered(request.id(), new Outcome.Rejection(1, reason, "said the node", end.number())));
    }

    /** Time passes on a stream that says something all the time. */
    private void chatFor(SimulatedTransport.Opened stream, long millis) {
        for (long passed = 0; passed < millis; passed += 50) {
            stream.receive(new ServerFrame.Credit(1_000));
            loop.advanceMillis(50);
            work(stream);
        }
    }

    @Test
    void aReleaseWhoseAnswerNeverComesIsMadeAgainLongBeforeItsCallerGivesUp() {
        SimulatedTransport.Opened n1 = leading();
        Asked asked = acquire("a");
        work(n1);
        List<Object> freed = new ArrayList<>();
        asked.hold().release(failure -> freed.add(failure == null ? "free" : failure));
        loop.settle();
        lose(n1);
        chatFor(n1, 900);
        assertThat(freed).isEmpty();
        chatFor(n1, 400);
        assertThat(freed).containsExactly("free");
        assertThat(state.locks.holders("a")).isEmpty();
        assertThat(locks.open()).isZero();
    }

    @Test
    void aReleaseThatIsLateSaysHowFarItCame() {
        SimulatedTransport.Opened n1 = leading();
        Asked asked = acquire("a");
        work(n1);
        List<@Nullable CallFailure> freed = new ArrayList<>();
        asked.hold().release(freed::add);
        for (int i = 0; i < 102; i++) {
            n1.receive(new ServerFrame.Credit(1_000));
            loop.advanceMillis(50);
        }
        assertThat(freed).hasSize(1);
        assertThat(Objects.requireNonNull(freed.get(0)).message()).contains("release of the lock a", "sent to n1");
    }

    @Test
    void aRefusedReleaseOrWithdrawalIsMadeAgainUnlessThereIsNothingToGiveBack() {
        SimulatedTransport.Opened n1 = leading();
        Asked held = acquire("a");
        rival("b", 1);
        Asked waits = acquire("b", 500);
        work(n1);
        held.hold().release();
        loop.advanceMillis(600);
        List<Request> sent = List.copyOf(pending(n1));
        assertThat(commands(n1).subList(2, 4))
                .hasExactlyElementsOfTypes(LockCommand.Release.class, LockCommand.Withdraw.class);
        lose(n1);
        sent.forEach(request -> reject(n1, request, Reason.TOO_MANY_REQUESTS, LockEnd.UNKNOWN));
        assertThat(locks.open()).isEqualTo(2);
        assertThat(waits.told).isZero();
        workFor(n1, 200);
        assertThat(locks.open()).isZero();
        assertThat(waits.position).isEqualTo(1);
        assertThat(state.locks.holders("a")).isEmpty();
        assertThat(state.locks.waiters("b")).isEmpty();
    }

    @Test
    void aWaiterWhosePlaceIsUnknownIsToldThatItsSessionIsOver() {
        SimulatedTransport.Opened n1 = leading();
        rival("a", 1);
        Asked asked = acquire("a");
        work(n1);
        n1.receive(new ServerFrame.Locked(List.of(new LockPush.Missed(life().id()))));
        Request question = pending(n1).get(0);
        lose(n1);
        reject(n1, question, Reason.LOCK_NOT_HELD, LockEnd.UNKNOWN);
        assertThat(asked.lost).isNull();
        assertThat(Objects.requireNonNull(asked.failure).kind()).isEqualTo(CallFailure.Kind.SESSION_OVER);
        assertThat(locks.open()).isZero();
    }

    @Test
    void aPlaceThatIsGoneBeforeTheAnswerToItsWithdrawalIsNotLost() {
        SimulatedTransport.Opened n1 = leading();
        rival("a", 1);
        Asked asked = acquire("a", 500);
        work(n1);
        n1.receive(new ServerFrame.Locked(List.of(new LockPush.Missed(life().id()))));
        Request question = pending(n1).get(0);
        lose(n1);
        loop.advanceMillis(550);
        List<Result> withdrawn = apply(n1, pending(n1).size());
        reject(n1, question, Reason.LOCK_NOT_HELD, LockEnd.UNKNOWN);
        assertThat(asked.told).isZero();
        n1.receive(new ServerFrame.Results(withdrawn));
        assertThat(asked.position).isEqualTo(1);
        assertThat(locks.open()).isZero();
    }

    private SessionLife life() {
        return pipeline.sessions().forWrites();
    }

    @Test
    void aPlaceInLineThatIsToldBeforeTheSessionIsKnownToBeOpenIsFollowed() {
        SimulatedTransport.Opened n1 = leading();
        rival("a", 1);
        Asked asked = acquire("a");
        List<Result> answers = apply(n1, pending(n1).size());
        answer(n1, answers.get(1));
        loop.advanceMillis(50);
        answer(n1, answers.get(0));
        workFor(n1, 100);
        rivalReleases("a", 1);
        work(n1);
        assertThat(asked.hold().token()).isEqualTo(2);
    }

    @Test
    void aGrantThatIsToldBeforeTheSessionIsKnownToBeOpenIsFollowed() {
        SimulatedTransport.Opened n1 = leading();
        Asked asked = acquire("a");
        List<Result> answers = apply(n1, pending(n1).size());
        state.locks.pushes.clear();
        answer(n1, answers.get(1));
        loop.advanceMillis(50);
        assertThat(asked.told).isZero();
        answer(n1, answers.get(0));
        workFor(n1, 100);
        List<Loss> losses = new ArrayList<>();
        asked.hold().onLost(losses::add, Runnable::run);
        state.locks.end("a", LockEnd.REVOKED, "revoked");
        work(n1);
        assertThat(losses).hasSize(1);
    }

    @Test
    void aPlaceInLineOfASessionThatIsNeverKnownToBeOpenIsGivenUpWithIt() {
        SimulatedTransport.Opened n1 = leading();
        rival("a", 1);
        Asked asked = acquire("a");
        List<Result> answers = apply(n1, pending(n1).size());
        answer(n1, answers.get(1));
        for (int i = 0; i < 210; i++) {
            n1.receive(new ServerFrame.Credit(1_000));
            loop.advanceMillis(50);
        }
        assertThat(Objects.requireNonNull(asked.failure).kind()).isEqualTo(CallFailure.Kind.SESSION_OVER);
        assertThat(locks.open()).isZero();
    }
}
