package io.holdfast.server.notice;

import io.holdfast.model.Limits;
import io.holdfast.model.notice.Topic;
import io.holdfast.server.port.NoticeHub.NoticeStream;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The topics of one stream, and those of them it has not heard of: never more than it subscribed to, however long its
 * client takes nothing.
 *
 * <p>Everything is guarded by this object's monitor, under which nothing foreign is called.
 */
final class TopicStream implements NoticeStream {
    private final TopicHub hub;
    private final Runnable ready;
    private final Set<Topic> topics = new HashSet<>();

    /** Those that changed, the longest ago first. */
    private final Set<Topic> changed = new LinkedHashSet<>();

    /** Whether it was woken, or is about to be, since it was last found empty. */
    private boolean woken;

    private boolean closed;

    TopicStream(TopicHub hub, Runnable ready) {
        this.hub = hub;
        this.ready = ready;
    }

    @Override
    public synchronized boolean subscribe(Topic topic) {
        if (closed || topics.contains(topic)) {
            return true;
        }
        if (topics.size() == Limits.MAX_TOPICS) {
            return false;
        }
        topics.add(topic);
        // Within the monitor: whoever closes the stream finds it in both places.
        hub.add(topic, this);
        return true;
    }

    @Override
    public synchronized void unsubscribe(Topic topic) {
        if (topics.remove(topic)) {
            changed.remove(topic);
            hub.remove(topic, this);
        }
    }

    /** A topic changed. */
    void tell(Topic topic) {
        if (note(topic)) {
            ready.run();
        }
    }

    /** Whether the stream is to be woken. */
    private synchronized boolean note(Topic topic) {
        if (!topics.contains(topic)) {
            return false;
        }
        changed.add(topic);
        boolean wake = !woken;
        woken = true;
        return wake;
    }

    @Override
    public @Nullable Topic poll() {
        Topic topic = next();
        if (topic != null) {
            hub.noticed();
        }
        return topic;
    }

    private synchronized @Nullable Topic next() {
        Iterator<Topic> all = changed.iterator();
        if (!all.hasNext()) {
            woken = false;
            return null;
        }
        Topic first = all.next();
        all.remove();
        return first;
    }

    @Override
    public void close() {
        List<Topic> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(topics);
            topics.clear();
            changed.clear();
        }
        left.forEach(topic -> hub.remove(topic, this));
    }
}
