package io.holdfast.statemachine.lock;

import io.holdfast.model.lock.ElectionChange;
import io.holdfast.model.lock.ElectionStep;
import io.holdfast.model.lock.LockEnd;

/**
 * Numbers what happens in elections, remembers it and tells the observer. Each method gives the election as it stands then.
 * Confined to the apply thread.
 */
final class ElectionEditor {
    private final ElectionHistory.Editor history;
    private final LockObserver observer;

    ElectionEditor(ElectionHistory history, LockObserver observer) {
        this.history = new ElectionHistory.Editor(history);
        this.observer = observer;
    }

    /** A candidate leads, by this hold, and publishes what it claimed with. */
    Lock elected(Lock election, Hold leader, String client, long atMillis) {
        return add(election, leader, client, ElectionStep.ELECTED, LockEnd.UNKNOWN, "", atMillis);
    }

    /** The leader publishes something else, which is in its hold already. */
    Lock published(Lock election, Hold leader, String client, long atMillis) {
        return add(election, leader, client, ElectionStep.PUBLISHED, LockEnd.UNKNOWN, "", atMillis);
    }

    /** The leader leads no more; the message is for people. */
    Lock ended(Lock election, Hold leader, String client, LockEnd end, String message, long atMillis) {
        return add(election, leader, client, ElectionStep.ENDED, end, message, atMillis);
    }

    private Lock add(
            Lock election, Hold leader, String client, ElectionStep step, LockEnd end, String message, long atMillis) {
        Acquisition asked = leader.acquisition();
        long number = history.nextNumber();
        history.add(PastChange.of(
                new ElectionChange(
                        number,
                        election.name(),
                        step,
                        leader.token(),
                        asked.session(),
                        asked.claim().label(),
                        client,
                        asked.claim().value(),
                        end,
                        message,
                        atMillis),
                previousOf(election)));
        observer.changed(election.name());
        return election.changed(number);
    }

    /** An election that came anew may have stood before: what is forgotten of that has no higher number than this. */
    private long previousOf(Lock election) {
        if (election.lastChange() > 0) {
            return election.lastChange();
        }
        ElectionHistory past = history.view();
        PastChange last = past.last(election.name());
        return last == null ? past.forgotten() : last.change().number();
    }

    ElectionHistory view() {
        return history.view();
    }

    ElectionHistory freeze() {
        return history.freeze();
    }
}
