package io.holdfast.client.cache;

import io.holdfast.client.HoldfastException;
import io.holdfast.client.ListenerException;
import io.holdfast.client.WatchEvent;
import io.holdfast.client.WatchListener;
import io.holdfast.client.WatchUpdate;
import io.holdfast.client.internal.ErrorSink;
import io.holdfast.model.KeyValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a cache holds, made of what its watch tells. Confined to the watch's executor, one call at a time, except what says
 * that it is for any thread. Only whole revisions and whole snapshots are published.
 */
final class CacheContent implements WatchListener {
    private final ErrorSink errors;
    private final List<Place> places = new ArrayList<>();
    private List<KeyValue> filling = new ArrayList<>();
    private List<WatchEvent> changes = new ArrayList<>();
    private KeyTree tree = KeyTree.EMPTY;

    private volatile @Nullable CacheSnapshot published;
    private volatile boolean over;

    private final ReentrantLock lock = new ReentrantLock();

    /** Those who wait for a revision, the lowest first. Guarded by the lock. */
    private final PriorityQueue<Waiting> waiting =
            new PriorityQueue<>((one, other) -> Long.compare(one.revision(), other.revision()));

    /** Why nothing more comes; guarded by the lock. */
    private @Nullable HoldfastException end;

    private record Waiting(long revision, CompletableFuture<CacheSnapshot> future) {}

    /** One listener's place. {@link #leave} is for any thread. */
    static final class Place {
        private final CacheListener listener;
        private volatile boolean left;

        private Place(CacheListener listener) {
            this.listener = listener;
        }

        void leave() {
            left = true;
        }
    }

    /**
     * Nothing yet.
     *
     * @param errors hears what listeners throw
     */
    CacheContent(ErrorSink errors) {
        this.errors = errors;
    }

    /** What can be read; null before the first snapshot was whole. Any thread. */
    @Nullable
    CacheSnapshot published() {
        return published;
    }

    /** Whether nothing more comes. Any thread. */
    boolean ended() {
        return over;
    }

    /** Completes with the first published content at or above a revision; fails at the end. Any thread. */
    CompletableFuture<CacheSnapshot> reached(long revision) {
        lock.lock();
        try {
            HoldfastException why = end;
            CacheSnapshot now = published;
            if (why != null) {
                return CompletableFuture.failedFuture(why);
            }
            if (now != null && now.revision() >= revision) {
                return CompletableFuture.completedFuture(now);
            }
            CompletableFuture<CacheSnapshot> future = new CompletableFuture<>();
            waiting.add(new Waiting(revision, future));
            return future;
        } finally {
            lock.unlock();
        }
    }

    Place place(CacheListener listener) {
        return new Place(listener);
    }

    /** A listener hears the present content, and from now on its changes. */
    void join(Place place) {
        places.add(place);
        CacheSnapshot now = published;
        if (now != null) {
            tell(place, listener -> listener.onSnapshot(now));
        }
    }

    @Override
    public void onSnapshot(WatchUpdate.Snapshot part) {
        if (part instanceof WatchUpdate.SnapshotBegin) {
            filling = new ArrayList<>();
            changes = new ArrayList<>();
        } else if (part instanceof WatchUpdate.SnapshotPage page) {
            filling.addAll(page.keyValues());
        } else if (part instanceof WatchUpdate.SnapshotEnd whole) {
            tree = KeyTree.ofSorted(filling);
            filling = new ArrayList<>();
            CacheSnapshot now = publish(whole.revision());
            tellAll(listener -> listener.onSnapshot(now));
        }
    }

    @Override
    public void onEvents(WatchUpdate.Events batch) {
        for (WatchEvent event : batch.events()) {
            tree = event instanceof WatchEvent.Put put ? tree.put(put.keyValue()) : tree.remove(event.key());
        }
        changes.addAll(batch.events());
        if (!batch.isPart()) {
            publishChanges(batch.upTo());
        }
    }

    @Override
    public void onProgress(long revision) {
        CacheSnapshot now = published;
        // Before the first snapshot, and in the middle of another, it is not about what is published.
        if (now != null && revision > now.revision()) {
            publishChanges(revision);
        }
    }

    private void publishChanges(long revision) {
        List<WatchEvent> told = List.copyOf(changes);
        changes = new ArrayList<>();
        CacheSnapshot now = publish(revision);
        if (!told.isEmpty()) {
            tellAll(listener -> listener.onChanges(now, told));
        }
    }

    private CacheSnapshot publish(long revision) {
        CacheSnapshot now = new CacheSnapshot(tree, revision);
        List<Waiting> there = new ArrayList<>();
        lock.lock();
        try {
            published = now;
            for (Waiting next = waiting.peek(); next != null && next.revision() <= revision; next = waiting.peek()) {
                there.add(waiting.remove());
            }
        } finally {
            lock.unlock();
        }
        there.forEach(each -> each.future().complete(now));
        return now;
    }

    @Override
    public void onStale(Instant since) {
        tellAll(listener -> listener.onStale(since));
    }

    @Override
    public void onError(HoldfastException why) {
        end(why, true);
    }

    /** Nothing more comes: whoever waits is told why, and the listeners if it was not their owner's wish. */
    void end(HoldfastException why, boolean tellListeners) {
        List<Waiting> left;
        over = true;
        lock.lock();
        try {
            if (end != null) {
                return;
            }
            end = why;
            left = new ArrayList<>(waiting);
            waiting.clear();
        } finally {
            lock.unlock();
        }
        left.forEach(each -> each.future().completeExceptionally(why));
        if (tellListeners) {
            tellAll(listener -> listener.onEnd(why));
        }
        places.clear();
    }

    private void tellAll(Consumer<CacheListener> news) {
        for (Iterator<Place> all = places.iterator(); all.hasNext(); ) {
            Place place = all.next();
            if (!place.left) {
                tell(place, news);
            }
            if (place.left) {
                all.remove();
            }
        }
    }

    private void tell(Place place, Consumer<CacheListener> news) {
        try {
            news.accept(place.listener);
        } catch (RuntimeException | Error e) {
            // It would end the watch and with it the cache, for everybody else too.
            errors.failed("the cache listener " + place.listener, e);
            if (!place.left) {
                place.leave();
                farewell(place, e);
            }
        }
    }

    private void farewell(Place place, Throwable thrown) {
        try {
            place.listener.onEnd(
                    new ListenerException("the listener " + place.listener + " failed: " + thrown, thrown));
        } catch (RuntimeException | Error e) {
            // As above.
            errors.failed("the cache listener " + place.listener + ", told that it hears no more", e);
        }
    }
}
