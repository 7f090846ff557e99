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

    /** Of the request that follows it. */
    final long turn;

    private @Nullable Map<Long, LockPush> pushes;
    private int chars;
    private boolean missed;

    /** Whether it waits for its turn in the stream. */
    boolean inLine;

    FollowedSession(long session, FollowingStream stream, long turn) {
        this.session = session;
        this.stream = stream;
        this.turn = turn;
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

    /** How many pushes are kept. */
    int kept() {
        return pushes == null ? 0 : pushes.size();
    }

    /** The characters of all messages in the pushes that are kept. */
    int chars() {
        return chars;
    }

    /** The characters of a push's message. */
    static int charsOf(@Nullable LockPush push) {
        return push instanceof LockPush.Ended ended ? ended.message().length() : 0;
    }

    /** Keeps a push, in place of an earlier one about the same acquisition. */
    void keep(long acquisition, LockPush push) {
        if (pushes == null) {
            pushes = new LinkedHashMap<>(4);
        }
        chars += charsOf(push) - charsOf(pushes.put(acquisition, push));
    }

    /** Drops what is kept. */
    void drop() {
        pushes = null;
        chars = 0;
        missed = false;
    }

    /** Keeps nothing but that something was missed. */
    void miss() {
        drop();
        missed = true;
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
        chars -= charsOf(push);
        if (!oldest.hasNext()) {
            pushes = null;
        }
        return push;
    }
}
