package io.holdfast.client;

import io.holdfast.client.internal.ErrorSink;
import io.holdfast.client.internal.WatchFeed;
import io.holdfast.client.internal.Watches;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.Limits;
import io.holdfast.model.outcome.Reason;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/**
 * The three faces of a watch.
 *
 * @param watches carries them
 * @param callbacks where they are told by default
 * @param errors hears what listeners and subscribers throw
 */
record DefaultWatchClient(Watches watches, Executor callbacks, ErrorSink errors) implements WatchClient {
    @Override
    public Watch listen(KeyRange range, WatchOptions options, WatchListener listener) {
        return listen(range, options, listener, callbacks);
    }

    @Override
    public Watch listen(KeyRange range, WatchOptions options, WatchListener listener, Executor executor) {
        Objects.requireNonNull(listener, "listener");
        Objects.requireNonNull(executor, "executor");
        ListenedWatch watch = new ListenedWatch(options, listener, executor, errors);
        watch.follow(open(range, options, watch::wake));
        return watch;
    }

    @Override
    public Flow.Publisher<WatchUpdate> publish(KeyRange range, WatchOptions options) {
        check(range);
        return subscriber -> {
            Objects.requireNonNull(subscriber, "subscriber");
            WatchSubscription subscription = new WatchSubscription(options, subscriber, callbacks, errors);
            try {
                subscription.follow(open(range, options, subscription::wake));
            } catch (RejectedException e) {
                subscription.refuse(e);
            }
        };
    }

    @Override
    public WatchIterator iterate(KeyRange range, WatchOptions options) {
        WaitingWatch watch = new WaitingWatch(options);
        watch.follow(open(range, options, watch::wake));
        return watch;
    }

    private WatchFeed open(KeyRange range, WatchOptions options, Runnable ready) {
        check(range);
        WatchFeed feed = watches.open(options.terms(range), ready);
        if (feed == null) {
            throw RequestCheck.refused(
                    Reason.TOO_MANY_WATCHES,
                    Limits.MAX_WATCHES,
                    "this client has " + Limits.MAX_WATCHES
                            + " watches, as many as may be: close some, or watch a range");
        }
        return feed;
    }

    private static void check(KeyRange range) {
        if (range.isSingle() && range.start().isEmpty()) {
            throw RequestCheck.refused(
                    Reason.KEY_EMPTY, 0, "a watched key must not be empty; all keys are KeyRange.ALL");
        }
        if (longest(range.start(), range.end()) > Limits.MAX_KEY_BYTES) {
            throw RequestCheck.refused(
                    Reason.KEY_TOO_LARGE,
                    Limits.MAX_KEY_BYTES,
                    "a bound of the watched range has " + longest(range.start(), range.end()) + " bytes, at most "
                            + Limits.MAX_KEY_BYTES + " are allowed");
        }
        if (range.isEmpty()) {
            throw RequestCheck.refused(Reason.INVALID_ARGUMENT, 0, "no key can be in the range " + range);
        }
    }

    private static int longest(Bytes start, Bytes end) {
        return Math.max(start.size(), end.size());
    }
}
