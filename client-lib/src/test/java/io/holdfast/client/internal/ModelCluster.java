package io.holdfast.client.internal;

import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

/** A pipeline in simulated time against nodes that share one state: the test says what reaches it, and what is answered. */
abstract class ModelCluster extends SimulatedCluster {
    final ModelState state = new ModelState();
    private final Map<SimulatedTransport.Opened, Integer> taken = new HashMap<>();

    @BeforeEach
    void nodesDoNothingByThemselves() {
        nodes.keepsSessions = false;
    }

    /** What was sent on a stream and reached nobody yet. */
    List<Request> pending(SimulatedTransport.Opened stream) {
        List<Request> all = stream.requests();
        return all.subList(Math.min(taken.getOrDefault(stream, 0), all.size()), all.size());
    }

    private List<Request> take(SimulatedTransport.Opened stream, int count) {
        List<Request> next = List.copyOf(pending(stream).subList(0, count));
        taken.merge(stream, count, Integer::sum);
        return next;
    }

    /** The next requests of a stream are carried out; what they answer is lost. */
    List<Result> apply(SimulatedTransport.Opened stream, int count) {
        List<Result> results = new ArrayList<>();
        for (Request request : take(stream, count)) {
            results.add(state.answer(request));
        }
        return results;
    }

    /** Everything a stream brought is carried out and answered, and what that brings, too. */
    void serve(SimulatedTransport.Opened stream) {
        loop.settle();
        while (!pending(stream).isEmpty() && !stream.aborted) {
            stream.receive(new ServerFrame.Results(apply(stream, pending(stream).size())));
            loop.settle();
        }
    }

    /** The next requests of a stream never reach anybody. */
    void lose(SimulatedTransport.Opened stream) {
        take(stream, pending(stream).size());
    }

    List<Request.WriteOnce> writes(SimulatedTransport.Opened stream) {
        return stream.requests().stream()
                .filter(Request.WriteOnce.class::isInstance)
                .map(Request.WriteOnce.class::cast)
                .toList();
    }

    /** How often the put of a key was applied. */
    int applied(String key) {
        return state.applied
                .getOrDefault(io.holdfast.model.Bytes.utf8(key).toString(), List.of())
                .size();
    }
}
