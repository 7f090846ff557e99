package io.holdfast.client;

import io.holdfast.client.internal.WatchItem;
import io.holdfast.client.internal.WatchPhase;
import io.holdfast.model.event.Event;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.watch.WatchPush;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a watch hands out, in the words of the public interface. */
final class WatchItems {
    private WatchItems() {}

    /** Why the watch ended; null if it did not. */
    static @Nullable HoldfastException end(WatchItem item) {
        if (item instanceof WatchItem.Refused refused) {
            Rejection why = refused.why();
            return new RejectedException(why.reason(), why.bound(), why.revision(), why.message());
        }
        return item instanceof WatchItem.Failed failed ? Failures.exception(failed.why()) : null;
    }

    /** The update; null if the consumer did not ask for this kind. */
    static @Nullable WatchUpdate update(WatchItem item, WatchOptions options) {
        if (item instanceof WatchItem.Stale stale) {
            return new WatchUpdate.Stale(stale.since());
        }
        if (!(item instanceof WatchItem.Pushed pushed)) {
            throw Failures.mismatch(item.toString());
        }
        WatchPush push = pushed.push();
        if (push instanceof WatchPush.Events batch) {
            return new WatchUpdate.Events(batch.after(), batch.upTo(), events(batch.events()));
        }
        if (push instanceof WatchPush.Progress progress) {
            return options.progress() ? new WatchUpdate.Progress(progress.revision()) : null;
        }
        if (push instanceof WatchPush.Reset reset) {
            return new WatchUpdate.SnapshotBegin(reset.revision());
        }
        if (push instanceof WatchPush.ResetPage page) {
            return new WatchUpdate.SnapshotPage(page.keyValues());
        }
        if (push instanceof WatchPush.ResetEnd end) {
            return new WatchUpdate.SnapshotEnd(end.revision());
        }
        throw Failures.mismatch(push.toString());
    }

    static WatchState state(WatchPhase phase) {
        return switch (phase) {
            case STARTING -> WatchState.STARTING;
            case FOLLOWING -> WatchState.FOLLOWING;
            case DISCONNECTED -> WatchState.DISCONNECTED;
            case BEHIND -> WatchState.BEHIND;
            case ENDED -> WatchState.ENDED;
        };
    }

    private static List<WatchEvent> events(List<Event> events) {
        return events.stream().map(WatchItems::event).toList();
    }

    private static WatchEvent event(Event event) {
        Optional<io.holdfast.model.KeyValue> previous = Optional.ofNullable(event.previous());
        return event.kind() == Event.Kind.PUT
                ? new WatchEvent.Put(event.keyValue(), previous)
                : new WatchEvent.Delete(event.keyValue().key(), event.revision(), previous);
    }
}
