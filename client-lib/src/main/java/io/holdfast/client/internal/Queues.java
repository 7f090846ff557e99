package io.holdfast.client.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The calls that wait to be sent, by whom they are for. A call put back keeps its place. Confined to the loop. */
final class Queues {
    private final ArrayDeque<Call> urgent = new ArrayDeque<>();
    private final ArrayDeque<Call> leader = new ArrayDeque<>();
    private final Map<SessionLife, ArrayDeque<Call>> held = new LinkedHashMap<>();
    private final ArrayDeque<Call> anyNode = new ArrayDeque<>();
    private final List<Call> released = new ArrayList<>();
    private final List<Call> again = new ArrayList<>();
    private final List<ArrayDeque<Call>> all = List.of(urgent, leader, anyNode);
    private long sequence;

    /**
     * Heartbeats for whoever leads: however many calls wait, a session must not die of them. No caller puts anything here.
     */
    ArrayDeque<Call> urgent() {
        return urgent;
    }

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

    /** A write finds no free request number in its session: it waits aside, so that what needs none goes on. */
    void hold(Call write, SessionLife session) {
        held.computeIfAbsent(session, first -> new ArrayDeque<>()).add(write);
    }

    /** As many held writes as their sessions have request numbers for go before whatever waits for the leader, in order. */
    void release() {
        for (Iterator<Map.Entry<SessionLife, ArrayDeque<Call>>> each =
                        held.entrySet().iterator();
                each.hasNext(); ) {
            Map.Entry<SessionLife, ArrayDeque<Call>> waiting = each.next();
            SessionLife session = waiting.getKey();
            ArrayDeque<Call> writes = waiting.getValue();
            // With a session that is over they fail, or go out in another one.
            int numbers = session.isOver() ? writes.size() : session.window.room();
            for (int i = Math.min(numbers, writes.size()); i > 0; i--) {
                released.add(writes.remove());
            }
            if (writes.isEmpty()) {
                each.remove();
            }
        }
        putInFront(released);
    }

    /** Whether writes wait for request numbers. */
    boolean holding() {
        return !held.isEmpty();
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
        putInFront(again);
    }

    private void putInFront(List<Call> calls) {
        calls.sort(Comparator.comparingLong(call -> call.sequence));
        for (int i = calls.size() - 1; i >= 0; i--) {
            Call call = calls.get(i);
            of(call).addFirst(call);
        }
        calls.clear();
    }

    /** Drops calls that ended while they waited; else they would pile up for as long as an outage lasts. */
    void purge() {
        for (ArrayDeque<Call> queue : all) {
            queue.removeIf(call -> call.settled);
        }
        held.values().forEach(writes -> writes.removeIf(call -> call.settled));
        held.values().removeIf(ArrayDeque::isEmpty);
    }

    /** Empties every queue. */
    void drain(Consumer<Call> each) {
        restore();
        for (ArrayDeque<Call> queue : all) {
            for (Call call = queue.poll(); call != null; call = queue.poll()) {
                each.accept(call);
            }
        }
        List<ArrayDeque<Call>> left = List.copyOf(held.values());
        held.clear();
        left.forEach(writes -> writes.forEach(each));
    }

    /** Whether anything waits for whoever leads. */
    boolean forLeader() {
        return !urgent.isEmpty() || !leader.isEmpty() || !held.isEmpty();
    }

    private ArrayDeque<Call> of(Call call) {
        if (call instanceof LoopCall own && own.urgent()) {
            return urgent;
        }
        return call.payload.anyNode() ? anyNode : leader;
    }
}
