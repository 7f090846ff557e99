package io.holdfast.client;

import io.holdfast.client.internal.WatchFeed;
import io.holdfast.client.internal.WatchItem;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** A watch whose consumer waits for it. Fields without a note are confined to the one thread that reads. */
final class WaitingWatch implements WatchIterator {
    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    private final WatchOptions options;

    /** A permit says: look again. */
    private final Semaphore news = new Semaphore(0);

    private volatile @Nullable WatchFeed feed;
    private volatile boolean closed;
    private @Nullable WatchUpdate ahead;
    private @Nullable HoldfastException end;

    WaitingWatch(WatchOptions options) {
        this.options = options;
    }

    void follow(WatchFeed opened) {
        feed = opened;
    }

    void wake() {
        if (news.availablePermits() == 0) {
            news.release();
        }
    }

    private WatchFeed feed() {
        WatchFeed opened = feed;
        if (opened == null) {
            throw new IllegalStateException("the watch is not open yet");
        }
        return opened;
    }

    @Override
    public boolean hasNext() {
        return await(Long.MAX_VALUE) != null;
    }

    @Override
    public WatchUpdate next() {
        WatchUpdate update = await(Long.MAX_VALUE);
        if (update == null) {
            throw new NoSuchElementException("the watch was closed");
        }
        ahead = null;
        return update;
    }

    @Override
    public Optional<WatchUpdate> next(Duration patience) {
        long nanos = patience.compareTo(FOREVER) < 0 ? patience.toNanos() : Long.MAX_VALUE;
        WatchUpdate update = await(nanos);
        ahead = null;
        return Optional.ofNullable(update);
    }

    private @Nullable WatchUpdate await(long patienceNanos) {
        long since = System.nanoTime();
        while (true) {
            WatchUpdate update = poll();
            if (update != null || closed) {
                return update;
            }
            try {
                // Elapsed, not until: forever added to now is the past.
                if (!news.tryAcquire(patienceNanos - (System.nanoTime() - since), TimeUnit.NANOSECONDS)) {
                    return poll();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CallInterruptedException(
                        OperationOutcome.NOT_APPLIED, null, "interrupted while waiting for a watch", e);
            }
        }
    }

    private @Nullable WatchUpdate poll() {
        while (ahead == null && !closed) {
            if (end != null) {
                throw end.atCaller();
            }
            WatchItem item = feed().take();
            if (item == null) {
                return null;
            }
            end = WatchItems.end(item);
            if (end == null) {
                ahead = WatchItems.update(item, options);
            } else {
                feed().close();
            }
        }
        return closed ? null : ahead;
    }

    @Override
    public Stream<WatchUpdate> stream() {
        int traits = Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(this, traits), false);
    }

    @Override
    public long position() {
        return feed().position();
    }

    @Override
    public WatchState state() {
        return WatchItems.state(feed().phase());
    }

    @Override
    public void close() {
        closed = true;
        feed().close();
        wake();
    }
}
