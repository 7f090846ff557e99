package io.holdfast.server.watch;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Which watches want a key: those of exactly that key by hash, those of ranges by a tree of intervals. Finding them costs
 * O(log r) for r distinct ranges and a step for each range that holds the key. Confined to the hub's thread.
 */
final class WatchIndex {
    private final Map<Bytes, WatchSet> keys = new HashMap<>();
    private final RangeTree ranges = new RangeTree();

    void add(Watch watch) {
        KeyRange range = watch.spec.range();
        WatchSet set =
                range.isSingle() ? keys.computeIfAbsent(range.start(), key -> new WatchSet()) : ranges.setOf(range);
        set.add(watch);
    }

    /** Removes a watch; one that is not here is ignored. */
    void remove(Watch watch) {
        if (watch.slot < 0) {
            return;
        }
        KeyRange range = watch.spec.range();
        WatchSet set = range.isSingle() ? keys.get(range.start()) : ranges.setOf(range);
        if (set == null) {
            throw new IllegalStateException("watch " + watch.number + " of " + range + " is not in the index");
        }
        set.remove(watch);
        if (set.isEmpty()) {
            if (range.isSingle()) {
                keys.remove(range.start());
            } else {
                ranges.remove(range);
            }
        }
    }

    boolean isEmpty() {
        return keys.isEmpty() && ranges.isEmpty();
    }

    /** Shows every watch whose range holds the key. */
    void match(Bytes key, Consumer<Watch> visitor) {
        WatchSet exact = keys.get(key);
        if (exact != null) {
            exact.forEach(visitor);
        }
        ranges.containing(key, set -> set.forEach(visitor));
    }
}
