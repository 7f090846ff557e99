package io.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.internal.CallFailure.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How the pipeline ends, in simulated time. */
class PipelineCloseTest extends SimulatedCluster {
    @Test
    void closingWaitsForOpenCallsAndRefusesNewOnes() {
        SimulatedTransport.Opened n1 = leading();
        RecordedCall open = put("a");
        loop.settle();
        List<Boolean> closed = new ArrayList<>();
        pipeline.close(1_000_000_000L, closed::add);
        loop.settle();
        assertThat(closed).isEmpty();
        assertThat(put("b").failure().kind()).isEqualTo(Kind.CLOSED);
        n1.answer(n1.requests().get(0));
        assertThat(open.outcome).isNotNull();
        assertThat(closed).containsExactly(true);
        assertThat(n1.aborted).isTrue();
    }

    @Test
    void anEndWithoutPatienceSettlesWhateverACloseStillWaitedFor() {
        SimulatedTransport.Opened n1 = leading();
        RecordedCall open = put("a");
        loop.settle();
        List<Boolean> closed = new ArrayList<>();
        pipeline.close(Long.MAX_VALUE / 2, closed::add);
        loop.settle();
        pipeline.endNow();
        pipeline.endNow();
        loop.settle();
        assertThat(closed).containsExactly(false);
        assertThat(open.failure().kind()).isEqualTo(Kind.CLOSED);
        assertThat(open.failure().unknown()).isTrue();
        assertThat(n1.aborted).isTrue();
    }

    @Test
    void aCloseIsToldOfItsEndEvenIfTheLoopWasBusyBetweenItsTwoSteps() {
        SimulatedTransport.Opened n1 = leading();
        List<Boolean> closed = new ArrayList<>();
        // The loop has work that sees the client closing before it has heard whom to tell.
        n1.becomeWritableLater();
        pipeline.close(30_000_000_000L, closed::add);
        loop.settle();
        assertThat(closed).containsExactly(true);
    }

    @Test
    void closingWithoutPatienceTellsSentWritesFromUnsentOnes() {
        SimulatedTransport.Opened n1 = nodes.to("n1:7400");
        n1.hello("n1", 1, N1);
        RecordedCall sent = put("a");
        RecordedCall unsent = put("b");
        loop.settle();
        List<Boolean> closed = new ArrayList<>();
        pipeline.close(100_000_000L, closed::add);
        loop.advanceMillis(100);
        assertThat(closed).containsExactly(false);
        assertThat(sent.failure().unknown()).isTrue();
        assertThat(unsent.failure().unknown()).isFalse();
        assertThat(pipeline.openCalls()).isZero();
    }
}
