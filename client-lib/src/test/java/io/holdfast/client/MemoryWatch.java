package io.holdfast.client;

import io.holdfast.model.KeyRange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/** A watch of a {@link MemoryCluster}, told on its client's callback executor while that is not cut off. */
final class MemoryWatch implements Watch {
    private final MemoryClient client;
    private final MemoryCluster cluster;
    private final KeyRange range;
    private final WatchOptions options;
    private final WatchListener listener;
    private final Executor executor;
    private final AtomicLong told = new AtomicLong();
    private volatile long position;
    private volatile boolean closed;

    /** Confined to the executor. */
    private boolean snapshot;

    MemoryWatch(
            MemoryClient client,
            MemoryCluster cluster,
            KeyRange range,
            WatchOptions options,
            WatchListener listener,
            Executor executor) {
        this.client = client;
        this.cluster = cluster;
        this.range = range;
        this.options = options;
        this.listener = listener;
        this.executor = executor;
        this.snapshot = options.snapshot();
        this.position = options.fromRevision() == 0 ? cluster.revision() : options.fromRevision() - 1;
    }

    void wake() {
        executor.execute(this::pump);
    }

    private void pump() {
        if (closed || client.isCut()) {
            return;
        }
        long revision = cluster.revision();
        List<WatchUpdate> updates = cluster.next(position, range, snapshot, options);
        snapshot = false;
        position = Math.max(position, revision);
        for (WatchUpdate update : updates) {
            if (closed) {
                return;
            }
            if (update instanceof WatchUpdate.Events events) {
                position = Math.max(position, events.upTo());
                told.addAndGet(events.events().size());
                listener.onEvents(events);
            } else if (update instanceof WatchUpdate.Snapshot part) {
                if (part instanceof WatchUpdate.SnapshotEnd end) {
                    position = end.revision();
                }
                listener.onSnapshot(part);
            }
        }
    }

    long told() {
        return told.get();
    }

    void fail(HoldfastException why) {
        executor.execute(() -> {
            if (!closed) {
                closed = true;
                listener.onError(why);
            }
        });
    }

    @Override
    public CompletableFuture<Long> began() {
        return CompletableFuture.completedFuture(position);
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public WatchState state() {
        if (closed) {
            return WatchState.ENDED;
        }
        return client.isCut() ? WatchState.DISCONNECTED : WatchState.FOLLOWING;
    }

    @Override
    public Optional<Proof> proof() {
        return Optional.of(new Proof(position, client.isCut() ? Duration.ofMinutes(1) : Duration.ZERO));
    }

    @Override
    public void requestProgress(long revision) {
        wake();
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    @Override
    public void close() {
        closed = true;
    }
}
