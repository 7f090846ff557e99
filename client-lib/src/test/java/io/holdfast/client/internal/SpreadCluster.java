package io.holdfast.client.internal;

import io.holdfast.model.ClusterDescription;
import io.holdfast.model.Leader;
import io.holdfast.model.Member;
import io.holdfast.model.Member.Role;
import io.holdfast.model.outcome.Freshness;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import java.util.ArrayList;
import java.util.List;

/** Three nodes, of which n1 leads; the client is given one of them and learns the others. */
abstract class SpreadCluster extends SimulatedCluster {
    static final List<String> NODES = List.of("n1", "n2", "n3");

    /** Connects to the leader only. */
    SimulatedTransport.Opened begin() {
        restart(10_000, 8 << 20, "n1:7400");
        return leading();
    }

    /** Reads once, so that connections to all three nodes are open. */
    void spread() {
        begin();
        read("warm-up");
        loop.settle();
        serve("n1");
        NODES.subList(1, 3).forEach(node -> nodes.to(node + ":7400").hello(node, 1000, N1));
    }

    RecordedCall read(String key) {
        return read(key, 5_000);
    }

    RecordedCall read(String key, long timeoutMillis) {
        RecordedCall call = RecordedCall.read(loop, key, ReadLevel.LOCAL, timeoutMillis);
        pipeline.submit(call);
        return call;
    }

    /** Answers everything a node has been asked and not answered yet, questions about the members included. */
    int serve(String node) {
        SimulatedTransport.Opened stream = nodes.to(node + ":7400");
        List<Request> unanswered = unanswered(stream);
        List<Result> results = new ArrayList<>();
        for (Request request : unanswered) {
            results.add(
                    request instanceof Request.DescribeCluster
                            ? new Result.Described(request.id(), description(node))
                            : new Result.Answered(
                                    request.id(),
                                    new Outcome.Range(7, List.of(), false, 0),
                                    new Freshness(node.equals("n1") ? Role.LEADER : Role.FOLLOWER, 30)));
        }
        stream.answered += unanswered.size();
        if (!results.isEmpty()) {
            stream.receive(new ServerFrame.Results(results));
        }
        return results.size();
    }

    static List<Request> unanswered(SimulatedTransport.Opened stream) {
        return stream.requests().subList(stream.answered, stream.requests().size());
    }

    /** Reads a node has been asked for and not answered yet. */
    List<Request.Read> reads(String node) {
        return unanswered(nodes.to(node + ":7400")).stream()
                .filter(Request.Read.class::isInstance)
                .map(Request.Read.class::cast)
                .toList();
    }

    static ClusterDescription description(String node) {
        List<Member> members = NODES.stream()
                .map(name -> new Member(
                        name, name + ":7400", name + ":7401", name.equals("n1") ? Role.LEADER : Role.FOLLOWER, "s"))
                .toList();
        return new ClusterDescription("demo", node, members, N1, 5);
    }

    static Leader leader(String node, long term) {
        return new Leader(node, node + ":7400", term);
    }
}
