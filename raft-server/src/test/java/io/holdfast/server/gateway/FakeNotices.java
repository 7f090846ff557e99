package io.holdfast.server.gateway;

import io.holdfast.model.notice.Topic;
import io.holdfast.server.port.NoticeHub;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A hub that tells of what the test says. Safe for any thread. */
final class FakeNotices implements NoticeHub {
    final List<Stream> streams = new CopyOnWriteArrayList<>();

    @Override
    public NoticeStream open(Runnable ready) {
        Stream stream = new Stream(ready);
        streams.add(stream);
        return stream;
    }

    static final class Stream implements NoticeStream {
        final Set<Topic> topics = ConcurrentHashMap.newKeySet();
        volatile boolean full;
        volatile boolean closed;

        private final ConcurrentLinkedQueue<Topic> changed = new ConcurrentLinkedQueue<>();
        private final Runnable ready;

        private Stream(Runnable ready) {
            this.ready = ready;
        }

        /** There is more to poll. */
        void change(List<Topic> more) {
            changed.addAll(more);
            ready.run();
        }

        @Override
        public boolean subscribe(Topic topic) {
            return !full && (topics.add(topic) || topics.contains(topic));
        }

        @Override
        public void unsubscribe(Topic topic) {
            topics.remove(topic);
        }

        @Override
        public @Nullable Topic poll() {
            return closed ? null : changed.poll();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
