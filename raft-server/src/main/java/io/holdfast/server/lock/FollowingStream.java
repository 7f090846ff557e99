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
    /** Pushes kept for a client that takes none. What comes beyond makes its session miss. */
    static final int MAX_KEPT = 4_096;

    /** Characters in their messages: what operators say is long. So all take about a megabyte, two at the very most. */
    static final int MAX_KEPT_CHARS = 1 << 20;

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
    private int keptChars;

    /** Whether it was woken, or is about to be, since it was last found empty. */
    private boolean woken;

    private boolean closed;

    FollowingStream(GrantHub hub, Runnable ready) {
        this.hub = hub;
        this.ready = ready;
    }

    @Override
    public long turn() {
        return hub.turn();
    }

    @Override
    public void follow(long session, long turn) {
        FollowedSession followed = new FollowedSession(session, this, turn);
        List<FollowedSession> aged = new ArrayList<>(LOOKED_AT);
        FollowedSession displaced;
        synchronized (this) {
            if (closed) {
                return;
            }
            // Within the monitor: whoever closes the stream finds it in both places.
            displaced = hub.put(followed);
            while (!all.isEmpty() && aged.size() < LOOKED_AT) {
                aged.add(all.remove());
            }
            if (displaced != followed) {
                all.add(followed);
            }
        }
        if (displaced != null && displaced != followed && displaced.stream == this) {
            letGo(displaced);
        } else if (displaced != null && displaced.stream.tellMissed(displaced)) {
            displaced.stream.wake();
        }
        aged.forEach(this::keepIfAlive);
    }

    private void keepIfAlive(FollowedSession one) {
        if (!hub.isFollowed(one)) {
            // Whoever displaced it says so to it: that is to be heard.
            return;
        }
        boolean keep = hub.isAlive(one.session);
        synchronized (this) {
            if (keep && !closed) {
                all.add(one);
                return;
            }
        }
        hub.remove(one);
        letGo(one);
    }

    /** It is followed anew, or no more. */
    private synchronized void letGo(FollowedSession one) {
        discount(one);
        one.drop();
    }

    /** Before what is kept for a session changes. */
    private void discount(FollowedSession one) {
        kept -= one.kept();
        keptChars -= one.chars();
    }

    /** After what is kept for a session changed. */
    private void count(FollowedSession one) {
        kept += one.kept();
        keptChars += one.chars();
    }

    /** Something befell an acquisition; says whether the stream is to be woken. Apply's thread. */
    synchronized boolean tell(FollowedSession one, long acquisition, LockPush push) {
        if (closed || one.isMissed()) {
            return false;
        }
        boolean room = one.keeps(acquisition) || kept < MAX_KEPT;
        discount(one);
        if (room) {
            one.keep(acquisition, push);
        }
        if (!room || keptChars + one.chars() > MAX_KEPT_CHARS) {
            one.miss();
        }
        count(one);
        return lineUp(one);
    }

    /** A session missed something; says whether the stream is to be woken. */
    synchronized boolean tellMissed(FollowedSession one) {
        if (closed) {
            return false;
        }
        discount(one);
        one.miss();
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
            discount(first);
            LockPush push = first.next();
            count(first);
            first.inLine = !first.isQuiet();
            if (first.inLine) {
                line.add(first);
            }
            if (push != null) {
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
            keptChars = 0;
        }
        ended.forEach(hub::remove);
    }
}
