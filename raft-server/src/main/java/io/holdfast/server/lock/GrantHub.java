package io.holdfast.server.lock;

import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockPush;
import io.holdfast.server.metrics.LockMetrics;
import io.holdfast.server.port.LockHub;
import io.holdfast.server.port.SessionDirectory;
import io.holdfast.statemachine.LockChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Tells streams of what the apply thread did to the acquisitions of the sessions they follow.
 *
 * <p>A change costs apply one look-up, and a note at the one stream that follows the session, if any does: a grant touches
 * its winner, however many wait. Streams are woken on the executor, after the answers of the same log entry. On any node,
 * whoever leads.
 *
 * <p>Safe for any thread but where said otherwise. Owns no thread.
 */
public final class GrantHub implements LockHub {
    private final Map<Long, FollowedSession> followed = new ConcurrentHashMap<>();
    private final AtomicLong turns = new AtomicLong();
    private final SessionDirectory sessions;
    private final Executor executor;
    private final LockMetrics metrics;

    /**
     * A hub.
     *
     * @param sessions which sessions there are
     * @param executor wakes streams; must run one task at a time, in order
     * @param metrics counts what is pushed
     */
    public GrantHub(SessionDirectory sessions, Executor executor, LockMetrics metrics) {
        this.sessions = sessions;
        this.executor = executor;
        this.metrics = metrics;
    }

    @Override
    public LockStream open(Runnable ready) {
        return new FollowingStream(this, ready);
    }

    /** Locks changed in the applied state, which is published. The apply thread, which it does not hold up. */
    public void applied(List<LockChange> changes) {
        if (followed.isEmpty()) {
            return;
        }
        List<FollowingStream> woken = new ArrayList<>();
        for (LockChange change : changes) {
            if (change instanceof LockChange.Granted granted) {
                long session = granted.session();
                tell(
                        session,
                        granted.acquisition(),
                        new LockPush.Granted(session, granted.acquisition(), granted.token()),
                        woken);
            } else if (change instanceof LockChange.Ended ended && ended.end() != LockEnd.RELEASED) {
                long session = ended.session();
                tell(
                        session,
                        ended.acquisition(),
                        new LockPush.Ended(session, ended.acquisition(), ended.token(), ended.end(), ended.message()),
                        woken);
            }
        }
        if (!woken.isEmpty()) {
            executor.execute(() -> woken.forEach(FollowingStream::wake));
        }
    }

    private void tell(long session, long acquisition, LockPush push, List<FollowingStream> woken) {
        FollowedSession one = followed.get(session);
        if (one != null && one.stream.tell(one, acquisition, push)) {
            woken.add(one.stream);
        }
    }

    /** The state is that of an installed snapshot: what happened on the way there nobody saw. The apply thread. */
    public void installed() {
        executor.execute(() -> {
            List<FollowingStream> woken = new ArrayList<>();
            for (FollowedSession one : followed.values()) {
                if (one.stream.tellMissed(one)) {
                    woken.add(one.stream);
                }
            }
            woken.forEach(FollowingStream::wake);
        });
    }

    /** How many sessions are followed, some of which may have ended. */
    public int followed() {
        return followed.size();
    }

    /** Draws the number of a request to follow. */
    long turn() {
        return turns.incrementAndGet();
    }

    /** Follows a session, unless a later request does; returns the one that does not follow it for the other's sake. */
    @Nullable
    FollowedSession put(FollowedSession one) {
        while (true) {
            FollowedSession before = followed.putIfAbsent(one.session, one);
            if (before == null) {
                return null;
            }
            if (before.turn > one.turn) {
                return one;
            }
            if (followed.replace(one.session, before, one)) {
                return before;
            }
        }
    }

    boolean isFollowed(FollowedSession one) {
        return followed.get(one.session) == one;
    }

    boolean isAlive(long session) {
        return sessions.principalOf(session) != null;
    }

    void remove(FollowedSession one) {
        followed.remove(one.session, one);
    }

    /** A push was handed out. */
    void pushed(LockPush push) {
        if (push instanceof LockPush.Missed) {
            metrics.missed();
        } else {
            metrics.pushed();
        }
    }
}
