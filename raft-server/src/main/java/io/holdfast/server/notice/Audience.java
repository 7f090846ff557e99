package io.holdfast.server.notice;

import io.holdfast.model.notice.Topic;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The streams that are told of one topic. They are gone over in shares, so that ten thousand of them hold up the answers of
 * later log entries no longer than a few do. Safe for any thread.
 */
final class Audience {
    /** So many streams are told before the executor's next task has its turn. */
    static final int SHARE = 64;

    private final Topic topic;
    private final Executor executor;
    private final Set<TopicStream> streams = ConcurrentHashMap.newKeySet();

    /** How many changes the round under way does not know to be over; none is under way at 0. */
    private final AtomicInteger changes = new AtomicInteger();

    Audience(Topic topic, Executor executor) {
        this.topic = topic;
        this.executor = executor;
    }

    void add(TopicStream stream) {
        streams.add(stream);
    }

    boolean removeAndIsEmpty(TopicStream stream) {
        streams.remove(stream);
        return streams.isEmpty();
    }

    /** The topic changed: everybody is told, in a round that begins after this. Any thread. */
    void changed() {
        if (changes.getAndIncrement() == 0) {
            executor.execute(this::round);
        }
    }

    private void round() {
        share(streams.iterator(), changes.get());
    }

    /** Whoever subscribes meanwhile may be passed over: this round is about what was applied before. */
    private void share(Iterator<TopicStream> left, int told) {
        for (int i = 0; i < SHARE && left.hasNext(); i++) {
            left.next().tell(topic);
        }
        if (left.hasNext()) {
            executor.execute(() -> share(left, told));
        } else if (changes.addAndGet(-told) != 0) {
            executor.execute(this::round);
        }
    }
}
