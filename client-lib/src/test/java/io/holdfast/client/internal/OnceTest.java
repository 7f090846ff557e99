package io.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.internal.CallFailure.Kind;
import io.holdfast.model.Limits;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Failure.Code;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.session.RequestId;
import io.holdfast.wire.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Writes are applied once however often they are sent (pain 19), in simulated time against a model of the state. */
class OnceTest extends ModelCluster {
    private static final Trouble CUT = Trouble.unavailable("reset by peer");

    @Test
    void theFirstWriteOpensTheSessionInFrontOfItselfInTheSameFrame() {
        SimulatedTransport.Opened n1 = leading();
        RecordedCall a = put("a");
        RecordedCall b = put("b");
        loop.settle();
        assertThat(n1.frameSizes()).containsExactly(3);
        assertThat(((Request.Write) n1.requests().get(0)).command().command()).isInstanceOf(SessionCommand.Open.class);
        serve(n1);
        put("c");
        loop.settle();
        assertThat(n1.frameSizes()).containsExactly(3, 1);
        assertThat(a.outcome).isNotNull();
        assertThat(b.outcome).isNotNull();
        assertThat(writes(n1)).extracting(Request.WriteOnce::sequence).containsExactly(1L, 2L, 3L);
        assertThat(writes(n1)).extracting(Request.WriteOnce::floor).containsExactly(1L, 1L, 3L);
    }

    @Test
    void pain19_aResendAfterALeaderChangeIsAppliedOnceAndGetsTheFirstAnswer() {
        restart(100, 8 << 20, "n1:7400", "n2:7400");
        SimulatedTransport.Opened n1 = leading();
        RecordedCall write = put("a");
        loop.settle();
        apply(n1, 2);
        n1.end(CUT);
        SimulatedTransport.Opened n2 = reconnected("n2", N2);
        serve(n2);
        assertThat(write.outcome).isEqualTo(new Outcome.Put(2, null));
        assertThat(applied("a")).isEqualTo(1);
    }

    @Test
    void pain19_aResendAfterAWriteThatNeverArrivedIsApplied() {
        SimulatedTransport.Opened n1 = leading();
        RecordedCall write = put("a");
        loop.settle();
        n1.end(CUT);
        lose(n1);
        serve(reconnected("n1", N1));
        assertThat(write.outcome).isNotNull();
        assertThat(applied("a")).isEqualTo(1);
    }

    @Test
    void pain19_twoBreaksAndABelatedFirstCopyAreStillOneWrite() {
        SimulatedTransport.Opened n1 = leading();
        serve(n1);
        RecordedCall write = put("a");
        loop.settle();
        n1.end(CUT);
        SimulatedTransport.Opened second = reconnected("n1", N1);
        apply(second, pending(second).size());
        second.end(CUT);
        // What the first stream brought comes to the log after the second copy.
        apply(n1, pending(n1).size());
        SimulatedTransport.Opened third = reconnected("n1", N1);
        serve(third);
        apply(n1, pending(n1).size());
        assertThat(write.outcome).isNotNull();
        assertThat(applied("a")).isEqualTo(1);
    }

    @Test
    void aWriteSentOnceInASessionThatIsGoneIsDoneInANewOneWithoutTellingTheCaller() {
        SimulatedTransport.Opened n1 = leading();
        put("first");
        serve(n1);
        long session = writes(n1).get(0).session();
        state.expire(session);
        RecordedCall write = put("a");
        serve(n1);
        loop.advanceMillis(50);
        serve(n1);
        assertThat(write.outcome).isInstanceOf(Outcome.Put.class);
        assertThat(applied("a")).isEqualTo(1);
        assertThat(writes(n1).get(writes(n1).size() - 1).session()).isNotEqualTo(session);
    }

    @Test
    void aWriteSentTwiceInASessionThatEndedInBetweenIsUnknownForGood() {
        SimulatedTransport.Opened n1 = leading();
        put("first");
        serve(n1);
        RecordedCall write = put("a");
        loop.settle();
        apply(n1, 1);
        n1.end(CUT);
        state.expire(writes(n1).get(0).session());
        serve(reconnected("n1", N1));
        assertThat(write.failure().kind()).isEqualTo(Kind.SESSION_OVER);
        assertThat(write.failure().unknown()).isTrue();
        assertThat(write.failure().message()).contains("expired", "nobody can tell");
        assertThat(applied("a")).isEqualTo(1);
    }

    @Test
    void writesBeyondTheWindowWaitAndReadsDoNot() {
        restart(5_000, 64 << 20, "n1:7400");
        SimulatedTransport.Opened n1 = nodes.to("n1:7400");
        n1.hello("n1", 10_000, N1);
        List<RecordedCall> writes = new ArrayList<>();
        for (int i = 0; i < Limits.MAX_OPEN_REQUESTS + 10; i++) {
            writes.add(put("k" + i));
        }
        RecordedCall read = get("r");
        loop.settle();
        assertThat(writes(n1)).hasSize(Limits.MAX_OPEN_REQUESTS);
        assertThat(n1.requests().get(n1.requests().size() - 1)).isInstanceOf(Request.Read.class);
        // All but the oldest are answered: the window moves with the oldest only.
        List<Request> sent = List.copyOf(pending(n1));
        lose(n1);
        for (Request request : sent) {
            if (!(request instanceof Request.WriteOnce once && once.sequence() == 1)) {
                n1.receive(new io.holdfast.wire.ServerFrame.Results(List.of(state.answer(request))));
            }
        }
        assertThat(read.ended()).isTrue();
        assertThat(writes(n1)).hasSize(Limits.MAX_OPEN_REQUESTS);
        n1.receive(new io.holdfast.wire.ServerFrame.Results(List.of(state.answer(sent.get(1)))));
        serve(n1);
        assertThat(writes).allMatch(RecordedCall::ended);
        assertThat(writes).allMatch(write -> write.outcome instanceof Outcome.Put);
    }

    @Test
    void anUnknownWriteIsResolvedByAskingAndTheWindowMovesOn() {
        SimulatedTransport.Opened n1 = leading();
        put("first");
        serve(n1);
        RecordedCall lost = RecordedCall.put(loop, "a", 300);
        pipeline.submit(lost);
        loop.settle();
        lose(n1);
        loop.advanceMillis(400);
        RequestId name = Objects.requireNonNull(lost.failure().request());
        put("b");
        serve(n1);
        assertThat(writes(n1).get(2).floor()).as("held by the unknown one").isEqualTo(name.sequence());
        RecordedCall question = RecordedCall.of(loop, new Payload.Question(name), 1_000);
        pipeline.submit(question);
        serve(n1);
        assertThat(question.outcome).isEqualTo(new Outcome.Resolved(3, null));
        put("c");
        serve(n1);
        assertThat(writes(n1).get(3).floor()).isEqualTo(4);
        assertThat(applied("a")).isZero();
    }

    @Test
    void anUnknownWriteIsGivenUpWhenHalfTheWindowIsTaken() {
        restart(5_000, 64 << 20, "n1:7400");
        SimulatedTransport.Opened n1 = leading();
        RecordedCall lost = RecordedCall.put(loop, "a", 300);
        pipeline.submit(lost);
        loop.settle();
        apply(n1, 1);
        lose(n1);
        loop.advanceMillis(400);
        RequestId name = Objects.requireNonNull(lost.failure().request());
        for (int i = 0; i < RequestWindow.PATIENCE + 1; i++) {
            put("k" + i);
            serve(n1);
        }
        RecordedCall question = RecordedCall.of(loop, new Payload.Question(name), 1_000);
        pipeline.submit(question);
        serve(n1);
        assertThat(((Outcome.Rejection) Objects.requireNonNull(question.outcome)).reason())
                .isEqualTo(Reason.STALE_REQUEST);
    }

    @Test
    void aRequestSomebodyClosedMeanwhileIsRejectedForGood() {
        SimulatedTransport.Opened n1 = leading();
        put("first");
        serve(n1);
        RecordedCall write = put("a");
        loop.settle();
        state.apply(new SessionCommand.Resolve(writes(n1).get(0).session(), write.number()));
        serve(n1);
        assertThat(((Outcome.Rejection) Objects.requireNonNull(write.outcome)).reason())
                .isEqualTo(Reason.REQUEST_CLOSED);
        assertThat(applied("a")).isZero();
    }

    @Test
    void anOpeningThatFailedIsRepeatedByTheNextTryOfItsWrites() {
        SimulatedTransport.Opened n1 = leading();
        RecordedCall write = put("a");
        loop.settle();
        List<Request> sent = List.copyOf(pending(n1));
        lose(n1);
        n1.fail(sent.get(0), Failure.notApplied(Code.OVERLOADED, "full"));
        n1.receive(new io.holdfast.wire.ServerFrame.Results(List.of(state.answer(sent.get(1)))));
        assertThat(write.ended()).isFalse();
        loop.advanceMillis(60);
        serve(n1);
        assertThat(write.outcome).isInstanceOf(Outcome.Put.class);
        assertThat(applied("a")).isEqualTo(1);
    }

    @Test
    void aRefusedSessionIsWhyItsWritesAreRejected() {
        SimulatedTransport.Opened n1 = leading();
        RecordedCall write = put("a");
        loop.settle();
        List<Request> sent = List.copyOf(pending(n1));
        n1.receive(new io.holdfast.wire.ServerFrame.Results(List.of(
                new io.holdfast.wire.Result.Answered(
                        sent.get(0).id(), new Outcome.Rejection(1, Reason.TOO_MANY_SESSIONS, "full", 100_000)),
                state.answer(sent.get(1)))));
        assertThat(((Outcome.Rejection) Objects.requireNonNull(write.outcome)).reason())
                .isEqualTo(Reason.TOO_MANY_SESSIONS);
    }

    @Test
    void closingEndsTheSessionAtTheLeader() {
        SimulatedTransport.Opened n1 = leading();
        put("a");
        serve(n1);
        List<Boolean> closed = new ArrayList<>();
        pipeline.close(1_000_000_000L, closed::add);
        loop.settle();
        assertThat(closed).isEmpty();
        serve(n1);
        assertThat(closed).containsExactly(true);
        assertThat(state.sessions).isEmpty();
    }

    @Test
    void pain30_closingDoesNotWaitToSayGoodByeToNobody() {
        SimulatedTransport.Opened n1 = leading();
        put("a");
        serve(n1);
        n1.end(CUT);
        List<Boolean> closed = new ArrayList<>();
        pipeline.close(60_000_000_000L, closed::add);
        loop.settle();
        assertThat(closed).containsExactly(true);
    }

    @Test
    void pain30_closingGivesUpAGoodByeThatIsNotAnsweredWhenThePatienceEnds() {
        SimulatedTransport.Opened n1 = leading();
        put("a");
        serve(n1);
        List<Boolean> closed = new ArrayList<>();
        pipeline.close(500_000_000L, closed::add);
        loop.advanceMillis(499);
        assertThat(closed).isEmpty();
        loop.advanceMillis(2);
        assertThat(closed).containsExactly(true);
    }
}
