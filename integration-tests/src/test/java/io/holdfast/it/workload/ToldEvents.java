package io.holdfast.it.workload;

import io.holdfast.client.HoldfastException;
import io.holdfast.client.WatchEvent;
import io.holdfast.client.WatchListener;
import io.holdfast.client.WatchUpdate;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Flow;

/**
 * What one watch told, in whatever form: every event as a line, and the keys as they stand after it. Notes at once if an
 * update does not follow on the one before. Safe for any thread.
 */
public final class ToldEvents implements WatchListener, Flow.Subscriber<WatchUpdate> {
    private final List<String> lines = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final Map<Bytes, KeyValue> keys = new TreeMap<>();
    private long position;
    private long snapshots;
    private int updates;
    private boolean filling;

    /** Of a watch from the revision after {@code position}. */
    public ToldEvents(long position) {
        this.position = position;
    }

    /** Takes an update. */
    public synchronized void take(WatchUpdate update) {
        updates++;
        if (update instanceof WatchUpdate.Events batch) {
            take(batch);
        } else if (update instanceof WatchUpdate.SnapshotBegin) {
            filling = true;
            snapshots++;
            keys.clear();
            // What was told before stands for itself; what comes after follows on the snapshot.
            lines.clear();
        } else if (update instanceof WatchUpdate.SnapshotPage page) {
            page.keyValues().forEach(keyValue -> keys.put(keyValue.key(), keyValue));
        } else if (update instanceof WatchUpdate.SnapshotEnd end) {
            filling = false;
            position = end.revision();
        } else if (update instanceof WatchUpdate.Progress progress) {
            position = Math.max(position, progress.revision());
        }
    }

    private void take(WatchUpdate.Events batch) {
        if (filling || batch.after() != position) {
            faults.add("events (" + batch.after() + ", " + batch.upTo() + "] at " + position);
        }
        position = batch.upTo();
        for (WatchEvent event : batch.events()) {
            if (event instanceof WatchEvent.Put put) {
                keys.put(put.key(), put.keyValue());
                lines.add(event.revision() + " put " + put.key() + "="
                        + put.keyValue().value());
            } else {
                keys.remove(event.key());
                lines.add(event.revision() + " delete " + event.key());
            }
        }
    }

    /** Every event since the beginning, or since the last snapshot. */
    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** The keys as they stand. */
    public synchronized List<KeyValue> keys() {
        return List.copyOf(keys.values());
    }

    /** What went wrong. */
    public synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    /** Everything up to this revision was told. */
    public synchronized long position() {
        return position;
    }

    /** How many snapshots came. */
    public synchronized long snapshots() {
        return snapshots;
    }

    /** How many updates came. */
    public synchronized int updates() {
        return updates;
    }

    private synchronized void fault(String what) {
        faults.add(what);
    }

    @Override
    public void onEvents(WatchUpdate.Events batch) {
        take(batch);
    }

    @Override
    public void onSnapshot(WatchUpdate.Snapshot part) {
        take(part);
    }

    @Override
    public void onProgress(long revision) {
        take(new WatchUpdate.Progress(revision));
    }

    @Override
    public void onError(HoldfastException why) {
        fault(why.toString());
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(WatchUpdate update) {
        take(update);
    }

    @Override
    public void onError(Throwable why) {
        fault(why.toString());
    }

    @Override
    public void onComplete() {
        fault("completed");
    }
}
