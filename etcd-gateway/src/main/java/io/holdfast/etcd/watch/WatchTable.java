package io.holdfast.etcd.watch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The watches of one stream: by the id the client knows, and by the number the hub knows. Numbers are never used again,
 * ids may be. Safe for any thread.
 */
final class WatchTable {
    private final Map<Long, Long> numbers = new HashMap<>();
    private final Map<Long, Watcher> watchers = new HashMap<>();
    private long nextId;
    private long lastNumber;

    /** The next free id from 0 on. */
    synchronized long pickId() {
        while (numbers.containsKey(nextId)) {
            nextId++;
        }
        return nextId++;
    }

    synchronized boolean isEmpty() {
        return watchers.isEmpty();
    }

    synchronized boolean isTaken(long id) {
        return numbers.containsKey(id);
    }

    /** Takes a watch in; returns its number. */
    synchronized long add(Watcher watcher) {
        long number = ++lastNumber;
        numbers.put(watcher.id, number);
        watchers.put(number, watcher);
        return number;
    }

    /** The number of an id, or null. */
    synchronized @Nullable Long numberOf(long id) {
        return numbers.get(id);
    }

    synchronized @Nullable Watcher get(long number) {
        return watchers.get(number);
    }

    synchronized @Nullable Watcher remove(long number) {
        Watcher watcher = watchers.remove(number);
        if (watcher != null) {
            numbers.remove(watcher.id);
        }
        return watcher;
    }

    /** Those that want to hear of progress and had nothing to hear since they were last asked for. */
    synchronized List<Watcher> idle() {
        List<Watcher> idle = new ArrayList<>();
        for (Watcher watcher : watchers.values()) {
            if (watcher.tellsProgress && watcher.created && !watcher.active) {
                idle.add(watcher);
            }
            watcher.active = false;
        }
        return idle;
    }
}
