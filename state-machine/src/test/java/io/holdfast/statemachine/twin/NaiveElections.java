package io.holdfast.statemachine.twin;

import io.holdfast.model.lock.ElectionChange;
import io.holdfast.model.lock.ElectionStep;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockKind;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What happened in elections, all of it, without words for people. */
final class NaiveElections {
    private final List<ElectionChange> history = new ArrayList<>();
    private final TreeSet<String> changed = new TreeSet<>();

    /** When what comes happens. */
    long nowMillis;

    void note(NaiveLocks.Lock lock, NaiveLocks.Party leader, ElectionStep step, LockEnd end) {
        if (lock.kind != LockKind.ELECTION) {
            return;
        }
        changed.add(lock.name);
        history.add(new ElectionChange(
                history.size() + 1L,
                lock.name,
                step,
                leader.number(),
                leader.session(),
                leader.claim().label(),
                "client" + leader.session(),
                leader.claim().value(),
                end,
                "",
                nowMillis));
    }

    long count() {
        return history.size();
    }

    List<ElectionChange> after(String name, long number) {
        return history.stream()
                .filter(change -> change.number() > number && change.election().equals(name))
                .toList();
    }

    /** Which elections changed since the last call, in order of their names. */
    List<String> takeChanged() {
        List<String> taken = List.copyOf(changed);
        changed.clear();
        return taken;
    }
}
