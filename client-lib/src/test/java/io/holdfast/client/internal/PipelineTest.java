package io.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.Leader;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Failure.Code;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the pipeline sends where, and when, in simulated time. */
class PipelineTest extends SimulatedCluster {
    @Test
    void whateverArrivedBeforeTheLoopWokeGoesOutInOneFrameInOrder() {
        SimulatedTransport.Opened n1 = leading();
        for (int i = 0; i < 10; i++) {
            put("k" + i);
        }
        loop.settle();
        assertThat(n1.frameSizes()).containsExactly(10);
        assertThat(n1.requests())
                .extracting(request ->
                        ((Request.WriteOnce) request).command().command().toString())
                .isSortedAccordingTo(java.util.Comparator.naturalOrder());
    }

    @Test
    void callsMadeWhileTheStreamIsNotWritableWaitAndThenShareAFrame() {
        SimulatedTransport.Opened n1 = leading();
        n1.writable = false;
        put("a");
        loop.settle();
        put("b");
        loop.settle();
        assertThat(n1.frameSizes()).isEmpty();
        n1.becomeWritable();
        assertThat(n1.frameSizes()).containsExactly(2);
    }

    @Test
    void oneCallLessIsOpenThanTheCreditAllowsAndEachResultMakesRoomForOne() {
        SimulatedTransport.Opened n1 = nodes.to("n1:7400");
        n1.hello("n1", 4, N1);
        for (int i = 0; i < 5; i++) {
            put("k" + i);
        }
        loop.settle();
        assertThat(n1.requests()).hasSize(3);
        n1.answer(n1.requests().get(0));
        assertThat(n1.requests()).hasSize(4);
        n1.receive(new ServerFrame.Credit(10));
        assertThat(n1.requests()).hasSize(5);
    }

    @Test
    void aLoweredCreditHoldsCallsBackUntilEnoughAreAnswered() {
        SimulatedTransport.Opened n1 = nodes.to("n1:7400");
        n1.hello("n1", 5, N1);
        for (int i = 0; i < 6; i++) {
            put("k" + i);
        }
        loop.settle();
        n1.receive(new ServerFrame.Credit(1));
        n1.answer(n1.requests().get(0));
        n1.answer(n1.requests().get(1));
        n1.answer(n1.requests().get(2));
        assertThat(n1.requests()).hasSize(4);
        n1.answer(n1.requests().get(3));
        assertThat(n1.requests()).hasSize(5);
    }

    @Test
    void noMoreBytesAreOpenThanAnyNodeLetsAStreamHave() {
        restart(100, 64 << 20, "n1:7400");
        SimulatedTransport.Opened n1 = leading();
        Bytes value = Bytes.wrap(new byte[1 << 20]);
        for (int i = 0; i < 10; i++) {
            pipeline.submit(RecordedCall.put(loop, "k" + i, value, 5_000));
        }
        loop.settle();
        assertThat(n1.requests()).hasSize(8);
        n1.answer(n1.requests().get(0));
        assertThat(n1.requests()).hasSize(9);
    }

    @Test
    void aFrameEndsBeforeItGrowsBeyondItsBytes() {
        restart(100, 64 << 20, "n1:7400");
        SimulatedTransport.Opened n1 = leading();
        Bytes value = Bytes.wrap(new byte[100 << 10]);
        for (int i = 0; i < 5; i++) {
            pipeline.submit(RecordedCall.put(loop, "k" + i, value, 5_000));
        }
        loop.settle();
        assertThat(n1.frameSizes()).containsExactly(2, 2, 1);
    }

    @Test
    void aSecondNodeIsFoundThroughTheHintOfTheFirst() {
        restart(100, 8 << 20, "n1:7400");
        RecordedCall call = put("a");
        nodes.to("n1:7400").hello("n1", 10, N2);
        nodes.to("n2:7400").hello("n2", 10, N2);
        SimulatedTransport.Opened n2 = nodes.to("n2:7400");
        assertThat(n2.requests()).hasSize(1);
        assertThat(nodes.to("n1:7400").aborted)
                .as("a link to a follower is let go")
                .isTrue();
        n2.answer(n2.requests().get(0));
        assertThat(call.outcome).isNotNull();
    }

    @Test
    void aRedirectedCallGoesToTheNodeNamedAtOnce() {
        SimulatedTransport.Opened n1 = leading();
        RecordedCall call = put("a");
        loop.settle();
        n1.fail(n1.requests().get(0), redirect(N2));
        nodes.to("n2:7400").hello("n2", 10, N2);
        SimulatedTransport.Opened n2 = nodes.to("n2:7400");
        assertThat(n2.requests()).hasSize(1);
        n2.answer(n2.requests().get(0));
        assertThat(call.outcome).isNotNull();
    }

    @Test
    void redirectsInCirclesAreSlowedDown() {
        SimulatedTransport.Opened n1 = leading();
        put("a");
        loop.settle();
        Request first = n1.requests().get(0);
        n1.fail(first, redirect(N2));
        SimulatedTransport.Opened n2 = nodes.to("n2:7400");
        n2.hello("n2", 10, N2);
        n2.fail(n2.requests().get(0), redirect(new Leader("n1", "n1:7400", 7)));
        SimulatedTransport.Opened back = nodes.to("n1:7400");
        back.hello("n1", 10, new Leader("n1", "n1:7400", 7));
        assertThat(back.requests()).as("paused").hasSizeLessThanOrEqualTo(1);
        long before = total();
        loop.advanceMillis(40);
        assertThat(total()).as("sent again after the pause").isGreaterThan(before);
    }

    @Test
    void aNewLeaderIsFollowedWhenTheOldOneSaysSo() {
        SimulatedTransport.Opened n1 = leading();
        n1.receive(new ServerFrame.LeaderChanged(N2));
        loop.advanceMillis(Router.SCOUT_NANOS / 1_000_000);
        nodes.to("n2:7400").hello("n2", 10, N2);
        put("a");
        loop.settle();
        assertThat(nodes.to("n2:7400").requests()).hasSize(1);
        assertThat(pipeline.leader()).isEqualTo(N2);
    }

    @Test
    void anOldHintDoesNotLeadAwayFromALeaderOfALaterTerm() {
        restart(100, 8 << 20, "n1:7400", "n2:7400");
        nodes.last().hello(nodes.last().address.host(), 10, N2);
        loop.advanceMillis(1);
        nodes.to("n2:7400").hello("n2", 10, N2);
        nodes.streams.stream()
                .filter(stream -> !stream.aborted)
                .forEach(stream -> stream.receive(new ServerFrame.LeaderChanged(N1)));
        assertThat(pipeline.leader()).isEqualTo(N2);
    }

    @Test
    void anOverloadedNodeIsAskedAgainAfterAPauseAndTheCallSucceeds() {
        SimulatedTransport.Opened n1 = leading();
        RecordedCall call = put("a");
        loop.settle();
        n1.fail(n1.requests().get(0), Failure.notApplied(Code.OVERLOADED, "queue full"));
        assertThat(n1.requests()).hasSize(1);
        loop.advanceMillis(40);
        assertThat(n1.requests()).hasSize(2);
        n1.answer(n1.requests().get(1));
        assertThat(call.outcome).isNotNull();
    }

    @Test
    void callsPutBackAreSentInTheOrderTheyWereMade() {
        SimulatedTransport.Opened n1 = leading();
        for (int i = 0; i < 4; i++) {
            get("k" + i);
        }
        loop.settle();
        List<Result> results = new ArrayList<>();
        for (int i : new int[] {2, 0, 3, 1}) {
            results.add(
                    new Result.Failed(n1.requests().get(i).id(), Failure.notApplied(Code.OVERLOADED, "queue full")));
        }
        n1.receive(new ServerFrame.Results(results));
        loop.advanceMillis(40);
        assertThat(n1.requests().subList(4, 8))
                .extracting(request -> ((Request.Read) request).query().toString())
                .isSortedAccordingTo(java.util.Comparator.naturalOrder());
    }

    @Test
    void whatACallOfTheClientsOwnThrowsCostsTheOthersOfItsFrameNothing() {
        SimulatedTransport.Opened n1 = leading();
        pipeline.submitOwn(new LoopCall(new Payload.Follow(1), loop.nanoTime() + 5_000_000_000L) {
            @Override
            protected void answered(Result result) {
                throw new IllegalStateException("boom");
            }

            @Override
            protected void failed(CallFailure failure) {
                throw new AssertionError(failure.message());
            }
        });
        RecordedCall call = get("a");
        loop.settle();
        List<Result> results = new ArrayList<>();
        for (Request request : n1.requests()) {
            results.add(new Result.Answered(request.id(), new Outcome.Put(2, null)));
        }
        n1.receive(new ServerFrame.Results(results));
        assertThat(results).hasSize(2);
        assertThat(call.outcome).isNotNull();
        assertThat(thrownWithin).hasSize(1).allMatch(told -> told.endsWith(": boom"));
    }

    @Test
    void aWriteThatTheLeaderHadNoRoomForUntilItsDeadlineSaysWhatTheLeaderSaid() {
        SimulatedTransport.Opened n1 = leading();
        RecordedCall call = RecordedCall.put(loop, "a", 300);
        pipeline.submit(call);
        loop.settle();
        Failure refusal = new Failure(Code.OVERLOADED, Failure.Certainty.NOT_APPLIED, "the heap is full", null, 1_000);
        n1.fail(n1.requests().get(0), refusal);
        loop.advanceMillis(400);
        assertThat(call.failure().kind()).isEqualTo(CallFailure.Kind.OVERLOADED);
        assertThat(call.failure().unknown()).isFalse();
        assertThat(call.failure().message()).contains("the heap is full");
    }
}
