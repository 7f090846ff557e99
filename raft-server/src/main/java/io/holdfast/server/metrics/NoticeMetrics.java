package io.holdfast.server.metrics;

import com.codahale.metrics.Counter;
import java.util.function.IntSupplier;

/** What streams are told of topics on this node. Safe for any thread. */
public final class NoticeMetrics {
    private final ServerMetrics all;
    private final Counter noticed;

    NoticeMetrics(ServerMetrics all) {
        this.all = all;
        noticed = all.counter("notices.pushed.total", "Notices that a topic changed handed out to streams");
    }

    /** Shows how many topics streams are told of. Once. */
    public void topics(IntSupplier topics) {
        all.gauge("notices.topics.count", "Topics that clients are told of on this node", topics::getAsInt);
    }

    /** A stream was told of a topic. */
    public void noticed() {
        noticed.inc();
    }
}
