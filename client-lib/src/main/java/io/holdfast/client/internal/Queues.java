package io.holdfast.client.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** The calls that wait to be sent, by whom they are for. A call put back keeps its place. Confined to the loop. */
final class Queues {
    private final ArrayDeque<Call> leader = new ArrayDeque<>();
    private final ArrayDeque<Call> anyNode = new ArrayDeque<>();
    private final List<Call> again = new ArrayList<>();
    private long sequence;

    /** Calls for whoever leads. */
    ArrayDeque<Call> leader() {
        return leader;
    }

    /** Calls for any node. */
    ArrayDeque<Call> anyNode() {
        return anyNode;
    }

    /** Takes a new call up. */
    void add(Call call) {
        call.sequence = ++sequence;
        of(call).add(call);
    }

    /** A call that was sent is to be sent again, from the next {@link #restore} on. */
    void again(Call call) {
        again.add(call);
    }

    /** Puts calls to be sent again in front, in their order. */
    void restore() {
        if (again.isEmpty()) {
            return;
        }
        again.sort(Comparator.comparingLong(call -> call.sequence));
        for (int i = again.size() - 1; i >= 0; i--) {
            Call call = again.get(i);
            of(call).addFirst(call);
        }
        again.clear();
    }

    /** Drops calls that ended while they waited; else they would pile up for as long as an outage lasts. */
    void purge() {
        leader.removeIf(call -> call.settled);
        anyNode.removeIf(call -> call.settled);
    }

    /** Empties every queue. */
    void drain(Consumer<Call> each) {
        restore();
        for (Call call = leader.poll(); call != null; call = leader.poll()) {
            each.accept(call);
        }
        for (Call call = anyNode.poll(); call != null; call = anyNode.poll()) {
            each.accept(call);
        }
    }

    private ArrayDeque<Call> of(Call call) {
        return call.payload.anyNode() ? anyNode : leader;
    }
}
