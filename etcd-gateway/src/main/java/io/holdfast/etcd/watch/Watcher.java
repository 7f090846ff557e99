package io.holdfast.etcd.watch;

import io.holdfast.model.event.Event;
import java.util.ArrayList;
import java.util.List;

/** One watch of a stream: what was asked for, and what only the sender of its stream changes. */
final class Watcher {
    /** What a client may take in one message, so far as a revision's events go. */
    private static final long MAX_HELD_BYTES = 64L << 20;

    final long id;
    final boolean fromNow;
    final boolean fragments;
    final boolean tellsProgress;

    /** The client was told that it was created. */
    boolean created;

    /** Something was sent since its progress was last due. */
    boolean active;

    private List<Event> held = new ArrayList<>();
    private long heldBytes;

    Watcher(long id, boolean fromNow, boolean fragments, boolean tellsProgress) {
        this.id = id;
        this.fromNow = fromNow;
        this.fragments = fragments;
        this.tellsProgress = tellsProgress;
    }

    /**
     * Keeps the beginning of a revision until its rest is there: etcd's clients take a revision for whole when the
     * message ends.
     *
     * @return whether it is kept; a revision larger than any message is passed on in parts
     */
    boolean hold(List<Event> beginning) {
        for (Event event : beginning) {
            heldBytes += event.keyValue().payloadSize();
        }
        held.addAll(beginning);
        return heldBytes < MAX_HELD_BYTES;
    }

    /** What was kept, and what follows. */
    List<Event> whole(List<Event> rest) {
        if (held.isEmpty()) {
            return rest;
        }
        List<Event> all = held;
        held = new ArrayList<>();
        heldBytes = 0;
        all.addAll(rest);
        return all;
    }
}
