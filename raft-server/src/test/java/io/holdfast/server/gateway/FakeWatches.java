package io.holdfast.server.gateway;

import io.holdfast.model.watch.WatchPush;
import io.holdfast.model.watch.WatchSpec;
import io.holdfast.server.port.WatchHub;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Watches that push what the test says. Safe for any thread. */
final class FakeWatches implements WatchHub {
    final List<Stream> streams = new CopyOnWriteArrayList<>();

    @Override
    public WatchStream open(Runnable ready) {
        Stream stream = new Stream(ready);
        streams.add(stream);
        return stream;
    }

    static final class Stream implements WatchHub.WatchStream {
        /** What the client asked for, in order: {@code create 1}, {@code cancel 1}, {@code progress}. */
        final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

        final AtomicInteger polled = new AtomicInteger();
        final AtomicInteger unanswered = new AtomicInteger();
        volatile boolean closed;

        private final ConcurrentLinkedQueue<WatchPush> pushes = new ConcurrentLinkedQueue<>();
        private final Runnable ready;

        private Stream(Runnable ready) {
            this.ready = ready;
        }

        /** There is more to poll. */
        void push(List<WatchPush> more) {
            pushes.addAll(more);
            ready.run();
        }

        String nextAsked() throws InterruptedException {
            String next = asked.poll(10, TimeUnit.SECONDS);
            return next == null ? "nothing" : next;
        }

        @Override
        public void create(long watch, WatchSpec spec) {
            asked.add("create " + watch);
        }

        @Override
        public void cancel(long watch) {
            asked.add("cancel " + watch);
        }

        @Override
        public void requestProgress() {
            asked.add("progress");
        }

        @Override
        public int unanswered() {
            return unanswered.get();
        }

        @Override
        public @Nullable WatchPush poll(int maxBytes) {
            polled.incrementAndGet();
            return closed ? null : pushes.poll();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
