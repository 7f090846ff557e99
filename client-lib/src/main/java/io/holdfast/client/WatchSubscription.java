package io.holdfast.client;

import io.holdfast.client.internal.ErrorSink;
import io.holdfast.client.internal.WatchFeed;
import io.holdfast.client.internal.WatchItem;
import io.holdfast.client.internal.WatchPump;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A watch told to a subscriber, as fast as it asks. What it does not ask for waits in the watch's buffer, and beyond that
 * in the cluster's history.
 */
final class WatchSubscription implements Flow.Subscription {
    private static final int UPDATES_AT_ONCE = 64;

    private final WatchOptions options;
    private final Flow.Subscriber<? super WatchUpdate> subscriber;
    private final ErrorSink errors;
    private final WatchPump pump;
    private final AtomicLong demand = new AtomicLong();
    private volatile boolean cancelled;
    private volatile boolean misused;
    private volatile @Nullable WatchFeed feed;
    private volatile @Nullable HoldfastException refused;

    /** Confined to the pump. */
    private boolean introduced;

    WatchSubscription(
            WatchOptions options,
            Flow.Subscriber<? super WatchUpdate> subscriber,
            Executor executor,
            ErrorSink errors) {
        this.options = options;
        this.subscriber = subscriber;
        this.errors = errors;
        this.pump = new WatchPump(executor, this::work);
    }

    void follow(WatchFeed opened) {
        feed = opened;
        if (cancelled) {
            opened.close();
        }
        wake();
    }

    void refuse(HoldfastException why) {
        refused = why;
        wake();
    }

    void wake() {
        pump.wake();
    }

    @Override
    public void request(long count) {
        if (count <= 0) {
            misused = true;
        } else {
            demand.getAndUpdate(before -> before + count < 0 ? Long.MAX_VALUE : before + count);
        }
        wake();
    }

    @Override
    public void cancel() {
        cancelled = true;
        WatchFeed opened = feed;
        if (opened != null) {
            opened.close();
        }
    }

    private void work() {
        try {
            tell();
        } catch (RuntimeException | Error e) {
            // The rules forbid it; whoever does it is unsubscribed, since it may have missed something.
            errors.failed("the subscriber " + subscriber, e);
            cancel();
        }
    }

    private void tell() {
        WatchFeed opened = feed;
        HoldfastException why = refused;
        if (cancelled || (opened == null && why == null)) {
            return;
        }
        if (!introduced) {
            introduced = true;
            subscriber.onSubscribe(this);
        }
        if (why != null || opened == null) {
            end(why == null ? new IllegalStateException("the watch did not open") : why);
            return;
        }
        for (int i = 0; i < UPDATES_AT_ONCE; i++) {
            if (cancelled) {
                return;
            }
            if (misused) {
                end(new IllegalArgumentException("request(n) needs a positive n (rule 3.9)"));
                return;
            }
            if (!tellNext(opened)) {
                return;
            }
        }
        wake();
    }

    /** Whether there may be more to tell now. */
    private boolean tellNext(WatchFeed opened) {
        if (demand.get() == 0 && !opened.ends()) {
            return false;
        }
        WatchItem item = opened.take();
        if (item == null) {
            return false;
        }
        HoldfastException end = WatchItems.end(item);
        if (end != null) {
            end(end);
            return false;
        }
        WatchUpdate update = WatchItems.update(item, options);
        if (update != null) {
            demand.getAndUpdate(before -> before == Long.MAX_VALUE ? before : before - 1);
            subscriber.onNext(update);
        }
        return true;
    }

    private void end(Throwable why) {
        if (!cancelled) {
            cancel();
            subscriber.onError(why);
        }
    }
}
