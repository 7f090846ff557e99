package io.holdfast.server.lock;

import io.holdfast.model.lock.LockPush;
import io.holdfast.server.port.LockHub.LockStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that one stream follows. Those with something to tell stand in a line and have a push each in turn; pushes
 * are bounded over all of them.
 *
 * <p>Everything is guarded by this object's monitor, under which nothing foreign is called and nothing takes longer than
 * a look-up: the apply thread takes it too.
 */
final class FollowingStream implements LockStream {
    /** Pushes kept for a client that takes none: about half a mebibyte. What comes beyond makes its session miss. */
    static final int MAX_KEPT = 4_096;

    /**
     * So many sessions are looked at whenever one is followed, whether they still live: with two, those that ended are
     * never many more than those that live.
     */
    private static final int LOOKED_AT = 2;

    private final GrantHub hub;
    private final Runnable ready;

    /** All that are followed and some that were, in the order in which to look whether they live. */
    private final ArrayDeque<FollowedSession> all = new ArrayDeque<>();

    private final ArrayDeque<FollowedSession> line = new ArrayDeque<>();
    private int kept;

    /** Whether it was woken, or is about to be, since it was last found empty. */
    private boolean woken;

    private boolean closed;

    FollowingStream(GrantHub hub, Runnable ready) {
        this.hub = hub;
        this.ready = ready;
    }

    @Override
    public void follow(long session) {
        FollowedSession followed = new FollowedSession(session, this);
        List<FollowedSession> aged = new ArrayList<>(LOOKED_AT);
        FollowedSession before;
        synchronized (this) {
            if (closed) {
                return;
            }
            // Within the monitor: whoever closes the stream finds it in both places.
            before = hub.put(followed);
            while (!all.isEmpty() && aged.size() < LOOKED_AT) {
                aged.add(all.remove());
            }
            all.add(followed);
        }
        if (before != null) {
            before.stream.letGo(before);
        }
        aged.forEach(this::keepIfAlive);
    }

    private void keepIfAlive(FollowedSession one) {
        boolean keep = hub.isFollowed(one) && hub.isAlive(one.session);
        synchronized (this) {
            if (keep && !closed) {
                all.add(one);
                return;
            }
        }
        hub.remove(one);
        letGo(one);
    }

    /** It is followed elsewhere, or no more. */
    private synchronized void letGo(FollowedSession one) {
        kept -= one.drop();
    }

    /** Something befell an acquisition; says whether the stream is to be woken. Apply's thread. */
    synchronized boolean tell(FollowedSession one, long acquisition, LockPush push) {
        if (closed || one.isMissed()) {
            return false;
        }
        if (one.keeps(acquisition)) {
            one.keep(acquisition, push);
        } else if (kept < MAX_KEPT) {
            one.keep(acquisition, push);
            kept++;
        } else {
            kept -= one.miss();
        }
        return lineUp(one);
    }

    /** A session missed something; says whether the stream is to be woken. */
    synchronized boolean tellMissed(FollowedSession one) {
        if (closed) {
            return false;
        }
        kept -= one.miss();
        return lineUp(one);
    }

    private boolean lineUp(FollowedSession one) {
        if (!one.inLine) {
            one.inLine = true;
            line.add(one);
        }
        boolean wake = !woken;
        woken = true;
        return wake;
    }

    @Override
    public @Nullable LockPush poll() {
        LockPush push = next();
        if (push != null) {
            hub.pushed(push);
        }
        return push;
    }

    private synchronized @Nullable LockPush next() {
        for (FollowedSession first = line.poll(); first != null; first = line.poll()) {
            LockPush push = first.next();
            first.inLine = !first.isQuiet();
            if (first.inLine) {
                line.add(first);
            }
            if (push != null) {
                kept -= push instanceof LockPush.Missed ? 0 : 1;
                return push;
            }
        }
        woken = false;
        return null;
    }

    /** Has it polled. */
    void wake() {
        ready.run();
    }

    @Override
    public void close() {
        List<FollowedSession> ended;
        synchronized (this) {
            closed = true;
            ended = List.copyOf(all);
            all.clear();
            line.clear();
            kept = 0;
        }
        ended.forEach(hub::remove);
    }
}
