package io.holdfast.server.gateway;

import io.holdfast.model.lock.LockPush;
import io.holdfast.server.port.LockHub;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A hub that pushes what the test says. Safe for any thread. */
final class FakeLocks implements LockHub {
    final List<Stream> streams = new CopyOnWriteArrayList<>();
    private final AtomicLong turns = new AtomicLong();

    @Override
    public LockStream open(Runnable ready) {
        Stream stream = new Stream(ready, turns);
        streams.add(stream);
        return stream;
    }

    static final class Stream implements LockStream {
        final Set<Long> followed = ConcurrentHashMap.newKeySet();
        final Map<Long, Long> turnOf = new ConcurrentHashMap<>();
        volatile boolean closed;

        private final AtomicLong turns;

        private final ConcurrentLinkedQueue<LockPush> pushes = new ConcurrentLinkedQueue<>();
        private final Runnable ready;

        private Stream(Runnable ready, AtomicLong turns) {
            this.turns = turns;
            this.ready = ready;
        }

        /** There is more to poll. */
        void push(List<LockPush> more) {
            pushes.addAll(more);
            ready.run();
        }

        @Override
        public long turn() {
            return turns.incrementAndGet();
        }

        @Override
        public void follow(long session, long turn) {
            followed.add(session);
            turnOf.put(session, turn);
        }

        @Override
        public @Nullable LockPush poll() {
            return closed ? null : pushes.poll();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
