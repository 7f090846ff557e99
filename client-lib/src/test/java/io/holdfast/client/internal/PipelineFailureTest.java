package io.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.internal.CallFailure.Kind;
import io.holdfast.model.Bytes;
import io.holdfast.model.ClusterDescription;
import io.holdfast.model.Leader;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Failure.Code;
import io.holdfast.model.session.RequestId;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the pipeline says and does when nodes fail, refuse, fall silent or leave, in simulated time. */
class PipelineFailureTest extends SimulatedCluster {
    @Test
    void pain19_aWriteWhoseStreamBrokeIsSentAgainUnderTheSameName() {
        SimulatedTransport.Opened n1 = leading();
        RecordedCall write = put("a");
        loop.settle();
        Request.WriteOnce first = (Request.WriteOnce) n1.requests().get(0);
        n1.end(Trouble.unavailable("reset by peer"));
        assertThat(write.ended()).isFalse();
        SimulatedTransport.Opened next = reconnected("n1", N1);
        Request.WriteOnce second = (Request.WriteOnce) next.requests().get(0);
        assertThat(second.session()).isEqualTo(first.session());
        assertThat(second.sequence()).isEqualTo(first.sequence());
        next.answer(second);
        assertThat(write.outcome).isNotNull();
    }

    @Test
    void aWriteInDoubtThatReachesNobodyAgainIsUnknownAtItsDeadlineAndSaysItsName() {
        SimulatedTransport.Opened n1 = leading();
        RecordedCall write = put("a");
        loop.settle();
        n1.end(Trouble.unavailable("reset by peer"));
        for (int i = 0; i < 600; i++) {
            if (nodes.last() != n1 && !nodes.last().aborted) {
                nodes.last().end(Trouble.unavailable("connection refused"));
            }
            loop.advanceMillis(10);
        }
        assertThat(write.failure().unknown()).isTrue();
        assertThat(write.failure().kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(write.failure().message()).contains("not sent again", "connection refused", "may have been applied");
        RequestId name = java.util.Objects.requireNonNull(write.failure().request());
        assertThat(name.sequence()).isEqualTo(write.number()).isEqualTo(1);
    }

    @Test
    void aWriteStillWaitingWhenTheStreamBreaksIsSentOnTheNextAfterTheOneInDoubt() {
        SimulatedTransport.Opened n1 = nodes.to("n1:7400");
        n1.hello("n1", 2, N1);
        RecordedCall sent = put("a");
        RecordedCall waiting = put("b");
        loop.settle();
        assertThat(n1.requests()).hasSize(1);
        n1.end(Trouble.unavailable("reset by peer"));
        SimulatedTransport.Opened next = reconnected("n1", N1);
        assertThat(next.requests())
                .extracting(request -> ((Request.WriteOnce) request).sequence())
                .containsExactly(1L, 2L);
        next.answer(next.requests().get(0));
        next.answer(next.requests().get(1));
        assertThat(sent.outcome).isNotNull();
        assertThat(waiting.outcome).isNotNull();
    }

    @Test
    void aReadWhoseStreamBrokeIsReadAgainElsewhere() {
        SimulatedTransport.Opened n1 = leading();
        RecordedCall read = get("a");
        loop.settle();
        n1.end(Trouble.unavailable("reset by peer"));
        loop.advanceMillis(300);
        SimulatedTransport.Opened next = nodes.last();
        next.hello("n1", 10, N1);
        next.answer(next.requests().get(0));
        assertThat(read.outcome).isNotNull();
    }

    @Test
    void leadershipLostMeansAnotherTryForWritesAndReads() {
        SimulatedTransport.Opened n1 = leading();
        RecordedCall write = put("a");
        RecordedCall read = get("a");
        loop.settle();
        n1.fail(n1.requests().get(0), Failure.unknown(Code.LEADERSHIP_LOST, "stepped down"));
        n1.fail(n1.requests().get(1), Failure.unknown(Code.LEADERSHIP_LOST, "stepped down"));
        assertThat(write.ended()).isFalse();
        assertThat(read.ended()).isFalse();
        loop.advanceMillis(40);
        n1.receive(new ServerFrame.LeaderChanged(N1));
        loop.advanceMillis(40);
        Request resent = n1.requests().stream()
                .filter(Request.WriteOnce.class::isInstance)
                .skip(1)
                .findFirst()
                .orElseThrow();
        n1.answer(resent);
        assertThat(write.outcome).isNotNull();
    }

    @Test
    void aWriteThatSomeNodeMayHaveAppliedStaysInDoubtWhateverTheNextOneSays() {
        SimulatedTransport.Opened n1 = leading();
        RecordedCall write = put("a");
        loop.settle();
        n1.fail(n1.requests().get(0), Failure.unknown(Code.LEADERSHIP_LOST, "stepped down"));
        loop.advanceMillis(40);
        n1.receive(new ServerFrame.LeaderChanged(N1));
        n1.fail(n1.requests().get(1), Failure.notApplied(Code.PERMISSION_DENIED, "no longer allowed"));
        assertThat(write.failure().unknown()).isTrue();
        assertThat(write.failure().request()).isNotNull();
    }

    @Test
    void aSentWriteWithoutAnswerIsUnknownAtItsDeadlineAndNotAMomentEarlier() {
        SimulatedTransport.Opened n1 = leading();
        RecordedCall call = RecordedCall.put(loop, "a", 500);
        pipeline.submit(call);
        loop.settle();
        loop.advanceMillis(499);
        assertThat(call.ended()).isFalse();
        loop.advanceMillis(22);
        assertThat(call.failure().kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(call.failure().unknown()).isTrue();
        assertThat(call.failure().node()).contains("n1");
        n1.answer(n1.requests().get(0));
        assertThat(call.outcome).as("a late result is nobody's").isNull();
    }

    @Test
    void aCallNobodyCouldBeReachedForIsNotAppliedAndSaysWhy() {
        RecordedCall call = RecordedCall.put(loop, "a", 500);
        pipeline.submit(call);
        loop.settle();
        nodes.last().end(Trouble.unavailable("connection refused"));
        loop.advanceMillis(600);
        assertThat(call.failure().kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(call.failure().unknown()).isFalse();
        assertThat(call.failure().message()).contains("no leader known", "n1:7400", "connection refused");
    }

    @Test
    void aCallThatFoundNoCreditIsNotAppliedAtItsDeadline() {
        SimulatedTransport.Opened n1 = nodes.to("n1:7400");
        n1.hello("n1", 1, N1);
        put("a");
        RecordedCall second = RecordedCall.put(loop, "b", 300);
        pipeline.submit(second);
        loop.advanceMillis(400);
        assertThat(second.failure().kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(second.failure().unknown()).isFalse();
    }

    @Test
    void aDeadlineBeyondOneTurnOfTheWheelIsKeptToo() {
        leading();
        RecordedCall call = RecordedCall.put(loop, "a", 60_000);
        pipeline.submit(call);
        SimulatedTransport.Opened n1 = nodes.to("n1:7400");
        n1.writable = false;
        loop.advanceMillis(59_900);
        assertThat(call.ended()).isFalse();
        loop.advanceMillis(200);
        assertThat(call.ended()).isTrue();
    }

    @Test
    void tooManyCallsAreRefusedAtOnceAndRoomComesBackWithAnswers() {
        restart(2, 8 << 20, "n1:7400");
        SimulatedTransport.Opened n1 = leading();
        put("a");
        put("b");
        RecordedCall third = put("c");
        assertThat(third.failure().kind()).isEqualTo(Kind.OVERLOADED);
        assertThat(third.failure().unknown()).isFalse();
        loop.settle();
        n1.answer(n1.requests().get(0));
        assertThat(put("d").ended()).isFalse();
    }

    @Test
    void tooManyBytesAreRefusedToo() {
        restart(100, 1000, "n1:7400");
        leading();
        pipeline.submit(RecordedCall.put(loop, "a", Bytes.wrap(new byte[600]), 5_000));
        RecordedCall second = RecordedCall.put(loop, "b", Bytes.wrap(new byte[600]), 5_000);
        pipeline.submit(second);
        assertThat(second.failure().kind()).isEqualTo(Kind.OVERLOADED);
    }

    @Test
    void aNodeSilentWithCallsOpenIsAskedOnceAndThenGivenUp() {
        SimulatedTransport.Opened n1 = leading();
        RecordedCall write = put("a");
        loop.advanceMillis(1_020);
        assertThat(n1.requests().get(1)).isInstanceOf(Request.DescribeCluster.class);
        assertThat(write.ended()).isFalse();
        loop.advanceMillis(1_020);
        assertThat(n1.aborted).isTrue();
        assertThat(write.ended()).as("it is sent again").isFalse();
    }

    @Test
    void aSlowNodeThatAnswersTheQuestionIsNotGivenUp() {
        SimulatedTransport.Opened n1 = leading();
        RecordedCall write = put("a");
        loop.advanceMillis(1_020);
        ClusterDescription description = new ClusterDescription("demo", "n1", List.of(), N1, 5);
        n1.receive(new ServerFrame.Results(
                List.of(new Result.Described(n1.requests().get(1).id(), description))));
        loop.advanceMillis(1_020);
        assertThat(n1.aborted).isFalse();
        assertThat(write.ended()).isFalse();
    }

    @Test
    void aNodeGoingAwayAnswersItsOpenCallsAndGetsNoNewOnes() {
        SimulatedTransport.Opened n1 = leading();
        RecordedCall open = put("a");
        loop.settle();
        n1.receive(new ServerFrame.GoAway("stopping"));
        RecordedCall next = put("b");
        loop.settle();
        assertThat(n1.requests()).hasSize(1);
        assertThat(n1.aborted).isFalse();
        n1.answer(n1.requests().get(0));
        assertThat(open.outcome).isNotNull();
        assertThat(n1.aborted).isTrue();
        assertThat(next.ended()).isFalse();
    }

    @Test
    void aNodeThatKeepsGoingAwayIsGreetedAfterGrowingPausesOnly() {
        long until = loop.nanoTime() + 2_000_000_000L;
        while (loop.nanoTime() < until) {
            SimulatedTransport.Opened stream = nodes.last();
            if (!stream.aborted) {
                stream.hello("n1", 10, N1);
                stream.receive(new ServerFrame.GoAway("stopping"));
            }
            loop.advanceMillis(1);
        }
        assertThat(nodes.streams).as("connections in two seconds").hasSizeBetween(4, 14);
    }

    @Test
    void aHostThatCannotBeDialledFailsItsCallsInTimeAndStopsNobodyElse() {
        nodes.undiallable.add("n1");
        restart(100, 8 << 20, "n1:7400");
        RecordedCall alone = RecordedCall.put(loop, "a", 300);
        pipeline.submit(alone);
        loop.advanceMillis(400);
        assertThat(alone.failure().kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(alone.failure().unknown()).isFalse();
        assertThat(alone.failure().message()).contains("n1:7400", "cannot be dialled", "no such authority");
        restart(100, 8 << 20, "n1:7400", "n2:7400");
        RecordedCall call = put("a");
        loop.settle();
        nodes.to("n2:7400").hello("n2", 10, N2);
        nodes.to("n2:7400").answer(nodes.to("n2:7400").requests().get(0));
        assertThat(call.outcome).isNotNull();
    }

    @Test
    void aPlaceStaysFreeForTheQuestionWhetherTheNodeLives() {
        SimulatedTransport.Opened n1 = nodes.to("n1:7400");
        n1.hello("n1", 3, N1);
        for (int i = 0; i < 5; i++) {
            put("k" + i);
        }
        loop.advanceMillis(1_020);
        assertThat(n1.requests()).hasSize(3);
        assertThat(n1.requests().get(2)).isInstanceOf(Request.DescribeCluster.class);
    }

    @Test
    void pausesBetweenConnectionsGrowAndAreJittered() {
        List<Long> gaps = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            nodes.last().end(Trouble.unavailable("connection refused"));
            long failedAt = loop.nanoTime();
            int before = nodes.streams.size();
            while (nodes.streams.size() == before) {
                loop.advanceMillis(1);
            }
            gaps.add((loop.nanoTime() - failedAt) / 1_000_000);
        }
        long bound = 20;
        for (long gap : gaps) {
            assertThat(gap).isBetween(bound / 2, bound + 11);
            bound = Math.min(bound * 2, 1_000);
        }
        assertThat(gaps)
                .as("not simply the powers of two")
                .isNotEqualTo(List.of(20L, 40L, 80L, 160L, 320L, 640L, 1000L));
    }

    @Test
    void oneNodeAfterTheOtherIsTriedAtOnceWhenTheFirstIsNotThere() {
        restart(100, 8 << 20, "n1:7400", "n2:7400", "n3:7400");
        nodes.last().end(Trouble.unavailable("connection refused"));
        nodes.last().end(Trouble.unavailable("connection refused"));
        assertThat(nodes.streams)
                .extracting(stream -> stream.address.host())
                .containsExactlyInAnyOrder("n1", "n2", "n3");
    }

    @Test
    void whenTheLeaderDiesAnotherNodeIsAskedWhoFollows() {
        restart(100, 8 << 20, "n1:7400", "n2:7400");
        if (nodes.streams.get(0).address.host().equals("n2")) {
            nodes.last().hello("n2", 10, N1);
        }
        leading();
        RecordedCall read = get("a");
        nodes.to("n1:7400").end(Trouble.unavailable("reset"));
        loop.advanceMillis(300);
        SimulatedTransport.Opened n2 = nodes.to("n2:7400");
        assertThat(n2.aborted).isFalse();
        n2.hello("n2", 10, N1);
        n2.receive(new ServerFrame.LeaderChanged(null));
        n2.receive(new ServerFrame.LeaderChanged(N2));
        n2.answer(n2.requests().get(0));
        assertThat(read.outcome).isNotNull();
    }

    @Test
    void aRefusedCertificateFailsWaitingCallsAtOnce() {
        RecordedCall call = put("a");
        loop.settle();
        nodes.last().end(new Trouble(Kind.UNAUTHENTICATED, "offered x, expected y", null));
        loop.settle();
        assertThat(call.failure().kind()).isEqualTo(Kind.UNAUTHENTICATED);
        assertThat(call.failure().message()).contains("n1:7400", "offered x, expected y");
    }

    @Test
    void oneNodeWithABadCertificateDoesNotStopTheOthers() {
        restart(100, 8 << 20, "n1:7400", "n2:7400");
        RecordedCall call = put("a");
        loop.settle();
        nodes.last().end(new Trouble(Kind.UNAUTHENTICATED, "offered x, expected y", null));
        loop.settle();
        SimulatedTransport.Opened other = nodes.last();
        String node = other.address.host();
        other.hello(node, 10, new Leader(node, node + ":7400", 9));
        other.answer(other.requests().get(0));
        assertThat(call.outcome).isNotNull();
    }

    @Test
    void aGreetingThatDoesNotComeEndsTheAttempt() {
        SimulatedTransport.Opened first = nodes.last();
        loop.advanceMillis(2_100);
        assertThat(first.aborted).isTrue();
        assertThat(nodes.streams.size()).isGreaterThan(1);
    }

    @Test
    void aServerOfAnotherVersionIsAProtocolFailure() {
        RecordedCall call = put("a");
        loop.settle();
        nodes.last().receive(new ServerFrame.Hello(9, "9.0", "demo", "n1", java.util.Set.of(), 1, N1));
        assertThat(call.failure().kind()).isEqualTo(Kind.PROTOCOL);
        assertThat(call.failure().message()).contains("version 9");
    }

    @Test
    void anyNodeDescribesTheClusterEvenWithoutALeader() {
        RecordedCall call = RecordedCall.describe(loop, 1_000);
        pipeline.submit(call);
        nodes.to("n1:7400").hello("n1", 10, null);
        loop.settle();
        SimulatedTransport.Opened n1 = nodes.to("n1:7400");
        ClusterDescription description = new ClusterDescription("demo", "n1", List.of(), null, 5);
        n1.receive(new ServerFrame.Results(
                List.of(new Result.Described(n1.requests().get(0).id(), description))));
        assertThat(call.description).isEqualTo(description);
    }
}
