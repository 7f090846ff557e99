package io.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyValue;
import io.holdfast.model.event.Event;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.watch.WatchPush;
import io.holdfast.model.watch.WatchSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A consumer that believes nothing: every event it gets is compared with the whole history, and its map with the state. */
final class Follower {
    final WatchFeed feed;
    private final WatchedHistory history;
    private final WatchSpec spec;
    private final Map<Bytes, KeyValue> map = new TreeMap<>();
    private final List<Event> open = new ArrayList<>();
    private boolean resetting;
    private boolean started;
    long position;
    int resets;
    int events;
    int taken;
    final List<Instant> stale = new ArrayList<>();

    @Nullable
    Rejection refused;

    @Nullable
    CallFailure failed;

    Follower(WatchFeed feed, WatchedHistory history, WatchSpec spec) {
        this.feed = feed;
        this.history = history;
        this.spec = spec;
        if (spec.fromRevision() > 0) {
            started = true;
            position = spec.fromRevision() - 1;
        }
    }

    void takeAll() {
        while (take()) {
            taken++;
        }
    }

    /** Takes one item; whether there was one. */
    boolean take() {
        WatchItem item = feed.take();
        if (item == null) {
            return false;
        }
        if (item instanceof WatchItem.Pushed pushed) {
            take(pushed.push());
        } else if (item instanceof WatchItem.Stale nothing) {
            stale.add(nothing.since());
        } else if (item instanceof WatchItem.Refused no) {
            refused = no.why();
        } else if (item instanceof WatchItem.Failed end) {
            failed = end.why();
        }
        return true;
    }

    private void take(WatchPush push) {
        if (push instanceof WatchPush.Events batch) {
            takeEvents(batch);
        } else if (push instanceof WatchPush.Progress progress) {
            if (started) {
                assertThat(progress.revision()).isGreaterThanOrEqualTo(position);
                matches(progress.revision());
            }
            started = true;
            position = progress.revision();
        } else if (push instanceof WatchPush.Reset reset) {
            assertThat(reset.revision()).isGreaterThanOrEqualTo(position);
            resets++;
            resetting = true;
            map.clear();
            open.clear();
        } else if (push instanceof WatchPush.ResetPage page) {
            assertThat(resetting).isTrue();
            page.keyValues().forEach(keyValue -> map.put(keyValue.key(), keyValue));
        } else if (push instanceof WatchPush.ResetEnd end) {
            assertThat(map.values()).containsExactlyElementsOf(history.at(end.revision(), spec.range()));
            resetting = false;
            started = true;
            position = end.revision();
        } else {
            throw new AssertionError("unexpected " + push);
        }
    }

    private void takeEvents(WatchPush.Events batch) {
        assertThat(resetting).isFalse();
        assertThat(batch.after()).as("the position").isEqualTo(position);
        open.addAll(batch.events());
        events += batch.events().size();
        if (batch.upTo() > batch.after()) {
            matches(batch.upTo());
            position = batch.upTo();
        }
    }

    /** Whatever came since the position is exactly what happened up to {@code upTo}. */
    private void matches(long upTo) {
        assertThat(open)
                .as("events in (%d, %d]", position, upTo)
                .containsExactlyElementsOf(history.events(spec.range(), position, upTo));
        for (Event event : open) {
            if (event.kind() == Event.Kind.PUT) {
                map.put(event.keyValue().key(), event.keyValue());
            } else {
                map.remove(event.keyValue().key());
            }
        }
        open.clear();
    }

    /** Up to date, and the same as the state. Only for a watch that began with a snapshot, or with the store. */
    void isAt(long revision) {
        assertThat(position).isEqualTo(revision);
        assertThat(open).isEmpty();
        assertThat(map.values()).containsExactlyElementsOf(history.at(revision, spec.range()));
    }
}
