package io.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Leader;
import io.holdfast.wire.ClientFrame;
import io.holdfast.wire.Request;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that does not reach the leader, n1, but nodes that do: n2 and n3. In simulated time. */
class DetourTest extends SimulatedCluster {
    private static final Trouble BLOCKED = Trouble.unavailable("no route to host");

    private boolean blocked = true;
    private @Nullable Leader known = N1;

    @BeforeEach
    void threeNodes() {
        restart(100, 8 << 20, "n1:7400", "n2:7400", "n3:7400");
    }

    /** Time passes; nodes greet who comes, n1 only if it is not blocked. */
    private void pass(long millis) {
        for (long passed = 0; passed < millis; passed += 5) {
            for (SimulatedTransport.Opened stream : List.copyOf(nodes.streams)) {
                String node = stream.address.host();
                if (stream.aborted || stream.greeted) {
                    continue;
                }
                if (node.equals("n1") && blocked) {
                    stream.aborted = true;
                    stream.end(BLOCKED);
                } else {
                    stream.hello(node, 1_000, known);
                }
            }
            loop.advanceMillis(5);
        }
    }

    private List<SimulatedTransport.Opened> followers() {
        return nodes.streams.stream()
                .filter(stream -> !stream.address.host().equals("n1"))
                .toList();
    }

    /** The follower that was sent something which it has not answered. */
    private SimulatedTransport.@Nullable Opened asked() {
        return followers().stream()
                .filter(stream -> stream.requests().size() > stream.answered)
                .findFirst()
                .orElse(null);
    }

    private SimulatedTransport.Opened answer() {
        SimulatedTransport.Opened stream = Objects.requireNonNull(asked(), "no follower was asked");
        stream.answer(stream.requests().get(stream.answered++));
        return stream;
    }

    private long connectsTo(String node) {
        return nodes.streams.stream()
                .filter(stream -> stream.address.host().equals(node))
                .count();
    }

    @Test
    void writesGoThroughAnotherNodeOnceTheLeaderWasNotReachedForASecond() {
        RecordedCall call = put("a");
        pass(950);
        assertThat(total()).as("the leader is waited for").isZero();
        pass(200);
        assertThat(asked()).isNotNull();
        answer();
        assertThat(call.outcome).isNotNull();
        RecordedCall next = put("b");
        pass(5);
        answer();
        assertThat(next.outcome).as("the next one at once").isNotNull();
    }

    @Test
    void theLeaderIsApproachedAllTheTimeAndTakesOverOnceItIsReached() {
        put("a");
        pass(1_200);
        answer();
        long before = connectsTo("n1");
        pass(5_000);
        assertThat(connectsTo("n1")).as("attempts to reach the leader").isGreaterThan(before + 2);
        blocked = false;
        pass(1_500);
        RecordedCall call = put("b");
        pass(5);
        assertThat(asked()).as("nobody else is asked").isNull();
        SimulatedTransport.Opened n1 = nodes.to("n1:7400");
        assertThat(n1.requests()).hasSize(1);
        n1.answer(n1.requests().get(0));
        assertThat(call.outcome).isNotNull();
        pass(100);
        assertThat(followers()).as("links that nobody needs are closed").allMatch(stream -> stream.aborted);
    }

    @Test
    void aNodeThatDoesNotHandOnIsLeftForAnother() {
        RecordedCall call = put("a");
        pass(1_500);
        SimulatedTransport.Opened first = Objects.requireNonNull(asked());
        first.fail(first.requests().get(first.answered++), redirect(N1));
        pass(100);
        SimulatedTransport.Opened second = answer();
        assertThat(second.address).isNotEqualTo(first.address);
        assertThat(call.outcome).isNotNull();
    }

    @Test
    void noNodeHandsOnWhileNoLeaderIsKnown() {
        known = null;
        put("a");
        pass(3_000);
        assertThat(total()).isZero();
    }

    @Test
    void renewalsGoThroughAnotherNodeToo() {
        put("a");
        pass(1_200);
        answer();
        pass(12_000);
        long renewals = followers().stream()
                .flatMap(stream -> stream.sent.stream())
                .filter(ClientFrame.Requests.class::isInstance)
                .flatMap(frame -> ((ClientFrame.Requests) frame).requests().stream())
                .filter(Request.Renew.class::isInstance)
                .count();
        assertThat(renewals).as("in twelve seconds of a session of ten").isGreaterThan(3);
        RecordedCall call = put("b");
        pass(5);
        answer();
        assertThat(call.outcome).as("in the session of before").isNotNull();
    }
}
