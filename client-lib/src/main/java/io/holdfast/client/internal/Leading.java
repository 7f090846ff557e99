package io.holdfast.client.internal;

import io.holdfast.model.lock.LockPush;
import io.holdfast.model.notice.Topic;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stream that writes go out on, and who hears of it. Confined to the loop. */
final class Leading {
    private final List<LeaderListener> listeners = new ArrayList<>();
    private @Nullable Link link;
    private long since;
    private boolean ended;

    void add(LeaderListener listener) {
        listeners.add(listener);
        if (ended) {
            listener.ended();
        } else if (link != null) {
            listener.leads();
        }
    }

    /** Sees whether writes go out on another stream now: to another node, be it on a detour, or a new one to the same. */
    void look(@Nullable Link route) {
        if (route != null && (route != link || route.openedAt() != since)) {
            link = route;
            since = route.openedAt();
            listeners.forEach(LeaderListener::leads);
        }
    }

    void locked(List<LockPush> pushes) {
        listeners.forEach(listener -> listener.locked(pushes));
    }

    void noticed(List<Topic> topics) {
        listeners.forEach(listener -> listener.noticed(topics));
    }

    void end() {
        ended = true;
        listeners.forEach(LeaderListener::ended);
    }
}
