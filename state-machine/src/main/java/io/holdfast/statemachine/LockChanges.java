package io.holdfast.statemachine;

import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.notice.Topic;
import io.holdfast.model.notice.TopicKind;
import io.holdfast.statemachine.lock.LockObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Notes what happens to locks during a batch. Confined to the apply thread. */
final class LockChanges implements LockObserver {
    private List<LockChange> changes = new ArrayList<>();

    private TreeSet<String> elections = new TreeSet<>();

    /** What happened since the last call, in order. */
    List<LockChange> take() {
        List<LockChange> taken = changes;
        changes = new ArrayList<>();
        return taken;
    }

    /** Which elections changed since the last call, each once. */
    List<Topic> takeTopics() {
        if (elections.isEmpty()) {
            return List.of();
        }
        List<Topic> taken = elections.stream()
                .map(name -> new Topic(TopicKind.ELECTION, name))
                .toList();
        elections = new TreeSet<>();
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

    @Override
    public void changed(String election) {
        elections.add(election);
    }
}
