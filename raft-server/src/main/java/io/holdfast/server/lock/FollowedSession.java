package io.holdfast.server.lock;

import io.holdfast.model.lock.LockPush;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A session that a stream follows, and what it has yet to be told: by acquisition, the latest only, or that it missed
 * something. Takes a few dozen bytes while there is nothing to tell. Everything but the final fields is guarded by the
 * monitor of its {@link FollowingStream}.
 */
final class FollowedSession {
    final long session;
    final FollowingStream stream;

    private @Nullable Map<Long, LockPush> pushes;
    private boolean missed;

    /** Whether it waits for its turn in the stream. */
    boolean inLine;

    FollowedSession(long session, FollowingStream stream) {
        this.session = session;
        this.stream = stream;
    }

    /** Whether there is nothing to tell. */
    boolean isQuiet() {
        return !missed && pushes == null;
    }

    boolean isMissed() {
        return missed;
    }

    /** Whether something about this acquisition is kept, which the next push about it would take the place of. */
    boolean keeps(long acquisition) {
        return pushes != null && pushes.containsKey(acquisition);
    }

    /** Keeps a push, in place of an earlier one about the same acquisition. */
    void keep(long acquisition, LockPush push) {
        if (pushes == null) {
            pushes = new LinkedHashMap<>(4);
        }
        pushes.put(acquisition, push);
    }

    /** Drops what is kept; returns how many pushes that were. */
    int drop() {
        int dropped = pushes == null ? 0 : pushes.size();
        pushes = null;
        missed = false;
        return dropped;
    }

    /** Keeps nothing but that something was missed; returns how many pushes were dropped. */
    int miss() {
        int dropped = drop();
        missed = true;
        return dropped;
    }

    /** Takes the next push out; null if there is none. */
    @Nullable
    LockPush next() {
        if (missed) {
            missed = false;
            return new LockPush.Missed(session);
        }
        if (pushes == null) {
            return null;
        }
        Iterator<LockPush> oldest = pushes.values().iterator();
        LockPush push = oldest.next();
        oldest.remove();
        if (!oldest.hasNext()) {
            pushes = null;
        }
        return push;
    }
}
