package io.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One node falls silent without closing anything, as a paused process or a dropped link does. */
class SickNodeTest extends SpreadCluster {
    /** What froze whole applications elsewhere: every caller waits for the one node that does not answer. */
    @Test
    void pain30_oneSickNodeFreezesNobody() {
        spread();
        List<RecordedCall> calls = new ArrayList<>();
        for (int millis = 0; millis < 4_000; millis++) {
            calls.add(read("k" + millis, 3_000));
            loop.advanceMillis(1);
            serve("n1");
            serve("n3");
        }
        loop.advanceMillis(1);
        serve("n1");
        serve("n3");
        assertThat(calls).allSatisfy(call -> assertThat(call.outcome).isNotNull());
        assertThat(nodes.streams.stream()
                        .filter(stream -> stream.address.host().equals("n2"))
                        .flatMap(stream -> stream.requests().stream())
                        .filter(Request.Read.class::isInstance))
                .as("reads that ever waited for the sick node")
                .hasSizeLessThan(10);
    }

    @Test
    void readsLeaveASilentNodeWhenItIsAskedAndAreNotAnsweredTwiceWhenItWakes() {
        spread();
        nodes.to("n1:7400").writable = false;
        nodes.to("n3:7400").writable = false;
        RecordedCall read = read("a");
        loop.settle();
        Request.Read stuck = reads("n2").get(0);
        nodes.to("n1:7400").becomeWritable();
        loop.advanceMillis(Silence.SILENCE_NANOS / 1_000_000 + 20);
        serve("n1");
        assertThat(read.outcome).isNotNull();
        nodes.to("n2:7400")
                .receive(new ServerFrame.Results(List.of(new Result.Answered(
                        stuck.id(), new io.holdfast.model.outcome.Outcome.Range(9, List.of(), false, 0)))));
        assertThat(nodes.to("n2:7400").aborted).as("it spoke in time").isFalse();
    }

    @Test
    void aSilentNodeIsGivenUpAndItsPlaceTakenByOthersForReadsOnly() {
        spread();
        RecordedCall write = put("a");
        for (int i = 0; i < 210; i++) {
            loop.advanceMillis(10);
            serve("n2");
            serve("n3");
        }
        assertThat(nodes.to("n2:7400").aborted).isFalse();
        assertThat(nodes.streams.get(0).aborted).as("the silent leader").isTrue();
        assertThat(nodes.to("n2:7400").requests()).noneMatch(Request.Write.class::isInstance);
        assertThat(write.outcome).isNull();
    }

    @Test
    void aCallThatRanIntoItsDeadlineCountsAgainstTheNode() {
        spread();
        nodes.to("n1:7400").writable = false;
        nodes.to("n3:7400").writable = false;
        read("a", 100);
        loop.advanceMillis(120);
        nodes.to("n1:7400").becomeWritable();
        nodes.to("n3:7400").becomeWritable();
        read("b");
        read("c");
        read("d");
        loop.settle();
        assertThat(reads("n2")).hasSize(1);
    }
}
