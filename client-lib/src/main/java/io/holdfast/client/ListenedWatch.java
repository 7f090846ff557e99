package io.holdfast.client;

import io.holdfast.client.internal.ErrorSink;
import io.holdfast.client.internal.WatchFeed;
import io.holdfast.client.internal.WatchItem;
import io.holdfast.client.internal.WatchProof;
import io.holdfast.client.internal.WatchPump;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A watch told to a listener. */
final class ListenedWatch implements Watch {
    /** Then other tasks of the executor get their turn. */
    private static final int UPDATES_AT_ONCE = 64;

    private final WatchOptions options;
    private final WatchListener listener;
    private final ErrorSink errors;
    private final WatchPump pump;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Long> began = new CompletableFuture<>();

    /** Set before anybody else knows this watch; tasks find it there because waking follows. */
    private volatile @Nullable WatchFeed feed;

    ListenedWatch(WatchOptions options, WatchListener listener, Executor executor, ErrorSink errors) {
        this.options = options;
        this.listener = listener;
        this.errors = errors;
        this.pump = new WatchPump(executor, this::work);
    }

    void follow(WatchFeed opened) {
        feed = opened;
        opened.began().thenAccept(began::complete);
        wake();
    }

    private WatchFeed feed() {
        WatchFeed opened = feed;
        if (opened == null) {
            throw new IllegalStateException("the watch is not open yet");
        }
        return opened;
    }

    void wake() {
        pump.wake();
    }

    private void work() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            run(task);
        }
        WatchFeed opened = feed;
        if (opened == null) {
            return;
        }
        for (int i = 0; i < UPDATES_AT_ONCE; i++) {
            WatchItem item = opened.take();
            if (item == null) {
                return;
            }
            tell(opened, item);
        }
        wake();
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            // It would end the round that it happened in: what else waits for this watch would not be told.
            errors.failed("a task of the watch of " + listener, e);
        }
    }

    private void tell(WatchFeed opened, WatchItem item) {
        HoldfastException end = WatchItems.end(item);
        if (end != null) {
            opened.close();
            fail(end);
            return;
        }
        WatchUpdate update = WatchItems.update(item, options);
        if (update == null) {
            return;
        }
        try {
            tell(update);
        } catch (RuntimeException | Error e) {
            // What it missed cannot be made good: its watch ends.
            errors.failed("the watch listener " + listener, e);
            opened.close();
            fail(new ListenerException("the listener " + listener + " failed: " + e, e));
        }
    }

    private void tell(WatchUpdate update) {
        if (update instanceof WatchUpdate.Events batch) {
            listener.onEvents(batch);
        } else if (update instanceof WatchUpdate.Snapshot part) {
            listener.onSnapshot(part);
        } else if (update instanceof WatchUpdate.Progress progress) {
            listener.onProgress(progress.revision());
        } else if (update instanceof WatchUpdate.Stale stale) {
            listener.onStale(stale.since());
        }
    }

    private void fail(HoldfastException why) {
        began.completeExceptionally(why);
        try {
            listener.onError(why);
        } catch (RuntimeException | Error e) {
            // The executor would swallow it: nobody else hears that the listener does not know of the end.
            errors.failed("the watch listener " + listener + ", told that its watch ended: " + why.getMessage(), e);
        }
    }

    @Override
    public CompletableFuture<Long> began() {
        return began.copy();
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
    public Optional<Proof> proof() {
        WatchProof proof = feed().proof();
        Duration age = Duration.ofNanos(proof.age(System.nanoTime(), System.currentTimeMillis()));
        return proof.revision() == 0 ? Optional.empty() : Optional.of(new Proof(proof.revision(), age));
    }

    @Override
    public void requestProgress(long revision) {
        feed().askProgress(revision);
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        wake();
    }

    @Override
    public void close() {
        feed().close();
        began.completeExceptionally(
                new ClosedException(OperationOutcome.NOT_APPLIED, null, "the watch was closed before it began", null));
    }
}
