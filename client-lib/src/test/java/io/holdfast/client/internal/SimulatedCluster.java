package io.holdfast.client.internal;

import io.holdfast.model.Leader;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Failure.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;

/** A pipeline in simulated time, against nodes played by the test. */
abstract class SimulatedCluster {
    static final Leader N1 = new Leader("n1", "n1:7400", 5);
    static final Leader N2 = new Leader("n2", "n2:7400", 6);

    final SimulatedLoop loop = new SimulatedLoop();
    final SimulatedTransport nodes = new SimulatedTransport(loop);
    /** What listeners threw, and calls of the client's own. */
    final List<String> thrownWithin = new ArrayList<>();

    Pipeline pipeline = pipeline(100, 8 << 20, "n1:7400");

    @BeforeEach
    void connect() {
        restart(100, 8 << 20, "n1:7400");
    }

    Pipeline pipeline(int maxCalls, long maxBytes, String... seeds) {
        Settings settings = new Settings(
                java.util.Arrays.stream(seeds).map(Address::parse).toList(),
                "test",
                "0",
                2_000_000_000L,
                20_000_000L,
                1_000_000_000L,
                maxCalls,
                maxBytes,
                10_000);
        Callbacks callbacks = Callbacks.inOrder(Runnable::run).reporting((who, thrown) -> {
            ErrorSink.LOGGED.failed(who, thrown);
            thrownWithin.add(who + ": " + thrown.getMessage());
        });
        return new Pipeline(settings, loop, nodes, callbacks, new Random(7));
    }

    void restart(int maxCalls, long maxBytes, String... seeds) {
        // The one before would go on connecting, on the same clock.
        pipeline.endNow();
        loop.settle();
        nodes.streams.clear();
        nodes.openedAt.clear();
        pipeline = pipeline(maxCalls, maxBytes, seeds);
        pipeline.start();
        loop.settle();
    }

    SimulatedTransport.Opened leading() {
        SimulatedTransport.Opened n1 = nodes.to("n1:7400");
        n1.hello("n1", 1000, N1);
        return n1;
    }

    /** Waits for the client to connect to a node anew, and greets it as the leader. Other nodes say that one leads. */
    SimulatedTransport.Opened reconnected(String node, Leader leader) {
        List<SimulatedTransport.Opened> before = List.copyOf(nodes.streams);
        for (int i = 0; i < 400; i++) {
            for (SimulatedTransport.Opened stream : List.copyOf(nodes.streams)) {
                if (!before.contains(stream) && stream.address.host().equals(node)) {
                    stream.hello(node, 4_000, leader);
                    loop.settle();
                    return stream;
                }
                if (!stream.aborted && !stream.address.host().equals(node) && !stream.greeted) {
                    stream.hello(stream.address.host(), 4_000, leader);
                }
            }
            loop.advanceMillis(5);
        }
        throw new AssertionError("the client did not come back to " + node);
    }

    RecordedCall put(String key) {
        RecordedCall call = RecordedCall.put(loop, key, 5_000);
        pipeline.submit(call);
        return call;
    }

    RecordedCall get(String key) {
        RecordedCall call = RecordedCall.get(loop, key, 5_000);
        pipeline.submit(call);
        return call;
    }

    long total() {
        return nodes.streams.stream()
                .mapToLong(stream -> stream.requests().size())
                .sum();
    }

    static Failure redirect(Leader leader) {
        return new Failure(Code.NOT_LEADER, Failure.Certainty.NOT_APPLIED, "not the leader", leader, 0);
    }
}
