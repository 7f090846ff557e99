package io.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.internal.CallFailure.Kind;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Failure.Code;
import io.holdfast.wire.Request;
import io.holdfast.wire.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which node gets what any node may serve, in simulated time. */
class SpreadTest extends SpreadCluster {
    @Test
    void aClientThatOnlyWritesKeepsOneConnection() {
        begin();
        put("a");
        loop.settle();
        loop.advanceMillis(2_000);
        assertThat(nodes.streams).hasSize(1);
    }

    @Test
    void theFirstSpreadReadIsServedAtOnceAndBringsConnectionsToTheOtherMembers() {
        begin();
        RecordedCall first = read("a");
        loop.settle();
        serve("n1");
        assertThat(first.outcome).isNotNull();
        assertThat(nodes.streams)
                .extracting(stream -> stream.address.host())
                .containsExactlyInAnyOrder("n1", "n2", "n3");
    }

    @Test
    void readsGoToTheNodeWithTheFewestCallsUnderWayAndInTurnAmongEquals() {
        spread();
        for (int i = 0; i < 9; i++) {
            read("k" + i);
        }
        loop.settle();
        assertThat(NODES).allSatisfy(node -> assertThat(reads(node)).hasSize(3));
        serve("n3");
        for (int i = 0; i < 3; i++) {
            read("l" + i);
        }
        loop.settle();
        assertThat(reads("n3")).as("n1 and n2 still have three each").hasSize(3);
    }

    @Test
    void oneReadAfterTheOtherVisitsEveryNode() {
        spread();
        for (int i = 0; i < 30; i++) {
            RecordedCall read = read("k" + i);
            loop.settle();
            NODES.forEach(this::serve);
            assertThat(read.outcome).isNotNull();
        }
        assertThat(NODES)
                .allSatisfy(node ->
                        assertThat(nodes.to(node + ":7400").requests().size()).isGreaterThanOrEqualTo(9));
    }

    @Test
    void writesAndLeaderReadsGoToTheLeaderHoweverBusyItIs() {
        spread();
        for (int i = 0; i < 5; i++) {
            put("k" + i);
            get("k" + i);
        }
        loop.settle();
        assertThat(unanswered(nodes.to("n1:7400"))).hasSize(10);
        assertThat(unanswered(nodes.to("n2:7400"))).isEmpty();
    }

    @Test
    void anAnswerSaysWhoGaveItAndHowFreshItIs() {
        spread();
        nodes.to("n1:7400").writable = false;
        nodes.to("n2:7400").writable = false;
        RecordedCall read = read("a");
        loop.settle();
        serve("n3");
        assertThat(read.answeredBy()).isEqualTo("n3");
        assertThat(read.freshness()).isNotNull();
        assertThat(pipeline.seen()).isEqualTo(7);
    }

    @Test
    void aReadThatANodeCouldNotServeIsTriedElsewhereAtOnce() {
        for (Code code : List.of(Code.NO_LEADER, Code.UNAVAILABLE, Code.OVERLOADED, Code.TIMEOUT)) {
            spread();
            RecordedCall read = read("a");
            loop.settle();
            String sick = NODES.stream()
                    .filter(node -> !reads(node).isEmpty())
                    .findFirst()
                    .orElseThrow();
            failAll(sick, code);
            String next = NODES.stream()
                    .filter(node -> !node.equals(sick) && !reads(node).isEmpty())
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(code + ": nobody else was asked"));
            serve(next);
            assertThat(read.outcome).as("%s", code).isNotNull();
        }
    }

    @Test
    void aNodeThatFailsIsLeftOutForGrowingPausesThenGetsOneReadOnTrialAndIsBackOnceItServes() {
        spread();
        List<Long> trials = new ArrayList<>();
        long end = loop.nanoTime() + 3_000_000_000L;
        while (loop.nanoTime() < end) {
            read("k");
            read("l");
            loop.advanceMillis(1);
            if (!reads("n2").isEmpty()) {
                trials.add(loop.nanoTime());
                if (trials.size() > 1) {
                    assertThat(reads("n2")).as("on trial").hasSize(1);
                }
                failAll("n2", Code.UNAVAILABLE);
            }
            serve("n1");
            serve("n3");
        }
        assertThat(trials)
                .as("tries of a node that always fails, in three seconds")
                .hasSizeBetween(6, 14);
        loop.advanceMillis(1_000);
        read("k");
        read("l");
        read("m");
        loop.settle();
        NODES.forEach(this::serve);
        for (int i = 0; i < 9; i++) {
            read("k" + i);
        }
        loop.settle();
        assertThat(reads("n2")).as("in good standing again").hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void whenEveryNodeFailsTheReadPausesInsteadOfCircling() {
        spread();
        RecordedCall read = read("a", 1_000);
        long before = total();
        for (int i = 0; i < 1_000; i++) {
            loop.advanceMillis(1);
            NODES.forEach(node -> failAll(node, Code.NO_LEADER));
        }
        loop.advanceMillis(20);
        assertThat(total() - before).as("tries in a second").isBetween(6L, 40L);
        assertThat(read.failure().kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(read.failure().message()).contains("no node served it", "NO_LEADER");
        assertThat(read.failure().unknown()).isFalse();
    }

    @Test
    void aNewLeaderForgivesTheNodesThatFailedForWantOfOne() {
        spread();
        for (int i = 0; i < 500; i++) {
            read("a", 50);
            loop.advanceMillis(1);
            NODES.forEach(node -> failAll(node, Code.NO_LEADER));
        }
        loop.advanceMillis(100);
        nodes.to("n2:7400").receive(new ServerFrame.LeaderChanged(leader("n2", 9)));
        RecordedCall read = read("b");
        loop.settle();
        NODES.forEach(this::serve);
        assertThat(read.outcome).isNotNull();
    }

    @Test
    void aNodeThatLagsGetsHalfOfTheTimeWhileOthersCouldServe() {
        spread();
        nodes.to("n1:7400").writable = false;
        nodes.to("n3:7400").writable = false;
        read("a", 1_000);
        loop.settle();
        assertThat(reads("n2").get(0).timeoutMillis()).isEqualTo(500);
        nodes.to("n1:7400").becomeWritable();
        nodes.to("n2:7400").writable = false;
        read("b", 1_000);
        loop.settle();
        assertThat(reads("n1").get(0).timeoutMillis())
                .as("the leader does not lag")
                .isEqualTo(1_000);
    }

    @Test
    void aReadOnABrokenStreamIsReadElsewhereAndTheNodeComesBack() {
        spread();
        RecordedCall read = read("a");
        loop.settle();
        String sick = NODES.stream()
                .filter(node -> !reads(node).isEmpty())
                .findFirst()
                .orElseThrow();
        int streams = nodes.streams.size();
        nodes.to(sick + ":7400").end(Trouble.unavailable("reset by peer"));
        NODES.stream().filter(node -> !node.equals(sick)).forEach(this::serve);
        assertThat(read.outcome).isNotNull();
        loop.advanceMillis(600);
        assertThat(nodes.streams.size()).as("connected again without a call").isGreaterThan(streams);
    }

    @Test
    void connectionsNobodyUsesAnyMoreAreClosedAndTheLeadersStays() {
        spread();
        for (long passed = 0; passed <= Spread.KEEP_NANOS + 1_000_000_000L; passed += 500_000_000L) {
            loop.advanceMillis(500);
            NODES.forEach(this::serve);
        }
        assertThat(nodes.to("n1:7400").aborted).isFalse();
        assertThat(nodes.to("n2:7400").aborted).isTrue();
        assertThat(nodes.to("n3:7400").aborted).isTrue();
        long streams = nodes.streams.size();
        loop.advanceMillis(5_000);
        assertThat(nodes.streams).hasSize((int) streams);
    }

    @Test
    void readsGoOnWhileThereIsNoLeader() {
        spread();
        nodes.to("n1:7400").end(Trouble.unavailable("killed"));
        nodes.to("n2:7400").receive(new ServerFrame.LeaderChanged(null));
        nodes.to("n3:7400").receive(new ServerFrame.LeaderChanged(null));
        RecordedCall read = read("a");
        RecordedCall write = put("a");
        loop.settle();
        serve("n2");
        serve("n3");
        assertThat(read.outcome).isNotNull();
        assertThat(write.ended()).isFalse();
        nodes.to("n2:7400").receive(new ServerFrame.LeaderChanged(leader("n2", 9)));
        assertThat(unanswered(nodes.to("n2:7400")))
                .as("the write follows without a new connection")
                .hasSize(1);
    }

    @Test
    void aNodeReachedUnderTwoNamesHasOneConnection() {
        restart(100, 8 << 20, "127.0.0.1:7400");
        nodes.to("127.0.0.1:7400").hello("n1", 1000, N1);
        RecordedCall read = read("a");
        loop.settle();
        SimulatedTransport.Opened seed = nodes.to("127.0.0.1:7400");
        for (Request request : unanswered(seed)) {
            if (request instanceof Request.DescribeCluster) {
                seed.receive(new ServerFrame.Results(
                        List.of(new io.holdfast.wire.Result.Described(request.id(), description("n1")))));
            }
        }
        nodes.to("n1:7400").hello("n1", 1000, N1);
        assertThat(nodes.to("n1:7400").aborted).isTrue();
        assertThat(seed.aborted).isFalse();
        assertThat(read.ended()).isFalse();
        loop.advanceMillis(10);
        assertThat(nodes.streams)
                .extracting(stream -> stream.address.toString())
                .containsOnlyOnce("n1:7400");
    }

    @Test
    void deadlinesHoldWithEveryNodeDead() {
        spread();
        for (String node : NODES) {
            nodes.to(node + ":7400").end(Trouble.unavailable("killed"));
        }
        RecordedCall read = read("a", 800);
        for (int i = 0; i < 800; i++) {
            loop.advanceMillis(1);
            nodes.streams.stream()
                    .filter(stream -> !stream.aborted && stream.sent.size() == 1)
                    .forEach(stream -> stream.end(Trouble.unavailable("connection refused")));
        }
        loop.advanceMillis(20);
        assertThat(read.failure().kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(read.failure().message()).contains("connection refused");
    }

    void failAll(String node, Code code) {
        SimulatedTransport.Opened stream = nodes.to(node + ":7400");
        for (Request request : List.copyOf(unanswered(stream))) {
            stream.answered++;
            stream.fail(request, Failure.notApplied(code, "not now"));
        }
    }
}
