package io.holdfast.statemachine;

import io.holdfast.model.lock.LockEnd;
import io.holdfast.statemachine.lock.LockObserver;
import java.util.ArrayList;
import java.util.List;

/** Notes what happens to locks during a batch. Confined to the apply thread. */
final class LockChanges implements LockObserver {
    private List<LockChange> changes = new ArrayList<>();

    /** What happened since the last call, in order. */
    List<LockChange> take() {
        List<LockChange> taken = changes;
        changes = new ArrayList<>();
        return taken;
    }

    @Override
    public void granted(String name, long token, long session, long acquisition, long maxHoldMillis) {
        changes.add(new LockChange.Granted(name, token, session, acquisition, maxHoldMillis));
    }

    @Override
    public void ended(
            String name, long token, long session, long acquisition, long maxHoldMillis, LockEnd end, String message) {
        changes.add(new LockChange.Ended(name, token, session, acquisition, maxHoldMillis, end, message));
    }

    @Override
    public void cooling(String name, long token, long delayMillis) {
        changes.add(new LockChange.Cooling(name, token, delayMillis));
    }

    @Override
    public void cooled(String name, long token) {
        changes.add(new LockChange.Cooled(name, token));
    }
}
