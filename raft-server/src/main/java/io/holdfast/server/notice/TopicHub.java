package io.holdfast.server.notice;

import io.holdfast.model.notice.Topic;
import io.holdfast.server.metrics.NoticeMetrics;
import io.holdfast.server.port.NoticeHub;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Tells streams that topics they subscribed to changed, on any node, whoever leads.
 *
 * <p>A change costs apply one look-up, however many streams want to hear of it: going over them is a task of the executor,
 * which runs after the answers of the same log entry. Changes that come while it is under way make it one more, not one
 * each.
 *
 * <p>Safe for any thread but where said otherwise. Owns no thread.
 */
public final class TopicHub implements NoticeHub {
    private final Map<Topic, Audience> audiences = new ConcurrentHashMap<>();
    private final Executor executor;
    private final NoticeMetrics metrics;

    /**
     * A hub.
     *
     * @param executor goes over streams and wakes them; must run one task at a time, in order
     * @param metrics counts what is told
     */
    public TopicHub(Executor executor, NoticeMetrics metrics) {
        this.executor = executor;
        this.metrics = metrics;
        metrics.topics(audiences::size);
    }

    @Override
    public NoticeStream open(Runnable ready) {
        return new TopicStream(this, ready);
    }

    /** Topics changed in the applied state, which is published. The apply thread, which it does not hold up. */
    public void applied(List<Topic> topics) {
        for (Topic topic : topics) {
            Audience audience = audiences.get(topic);
            if (audience != null) {
                audience.changed();
            }
        }
    }

    /** The state is that of an installed snapshot: what changed on the way there nobody saw. The apply thread. */
    public void installed() {
        executor.execute(() -> new ArrayList<>(audiences.values()).forEach(Audience::changed));
    }

    /** How many topics any stream is told of. */
    int topics() {
        return audiences.size();
    }

    void add(Topic topic, TopicStream stream) {
        audiences.compute(topic, (same, known) -> {
            Audience audience = known == null ? new Audience(topic, executor) : known;
            audience.add(stream);
            return audience;
        });
    }

    void remove(Topic topic, TopicStream stream) {
        audiences.computeIfPresent(topic, (same, audience) -> audience.removeAndIsEmpty(stream) ? null : audience);
    }

    /** A stream was told of a topic. */
    void noticed() {
        metrics.noticed();
    }
}
