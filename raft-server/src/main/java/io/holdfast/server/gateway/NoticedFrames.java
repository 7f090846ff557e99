package io.holdfast.server.gateway;

import io.holdfast.model.notice.Topic;
import io.holdfast.server.port.NoticeHub;
import io.holdfast.server.port.NoticeHub.NoticeStream;
import io.holdfast.wire.ServerFrame;
import io.holdfast.wire.WireCodec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The topics of one native stream: as many notices in a frame as there are. As long as the client takes none, nothing is
 * taken from the hub, where many changes of a topic are one.
 *
 * <p>{@link #next} is for the outbox's sender only; the rest is safe for any thread.
 */
final class NoticedFrames {
    /** A frame is closed once it holds so much. */
    private static final int FRAME_BYTES = 256 << 10;

    private final NoticeStream stream;

    /** Told of nothing yet; {@code ready} is called when {@link #next} may have something to give. */
    NoticedFrames(NoticeHub hub, Runnable ready) {
        this.stream = hub.open(ready);
    }

    /** Is told of a topic from here on; false if there are too many. */
    boolean subscribe(Topic topic) {
        return stream.subscribe(topic);
    }

    /** Is told of a topic no more. */
    void unsubscribe(Topic topic) {
        stream.unsubscribe(topic);
    }

    /** The next frame, or null if there is nothing to tell. */
    @Nullable
    ServerFrame next() {
        List<Topic> topics = new ArrayList<>();
        long bytes = 0;
        while (bytes < FRAME_BYTES) {
            Topic topic = stream.poll();
            if (topic == null) {
                break;
            }
            topics.add(topic);
            bytes += WireCodec.sizeBound(topic);
        }
        return topics.isEmpty() ? null : new ServerFrame.Noticed(topics);
    }

    void close() {
        stream.close();
    }
}
