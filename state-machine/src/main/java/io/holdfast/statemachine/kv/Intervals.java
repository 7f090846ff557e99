package io.holdfast.statemachine.kv;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A union of key ranges, kept as disjoint intervals so that a key is looked up in O(log n). */
final class Intervals {
    /** Start inclusive to end exclusive; an empty end stands for no end. */
    private final TreeMap<Bytes, Bytes> endByStart = new TreeMap<>();

    void add(KeyRange range) {
        if (range.isEmpty()) {
            return;
        }
        Bytes end = range.isUnbounded() ? Bytes.EMPTY : range.isSingle() ? successor(range.start()) : range.end();
        add(range.start(), end);
    }

    void addAll(Intervals other) {
        other.endByStart.forEach(this::add);
    }

    private void add(Bytes start, Bytes end) {
        Bytes from = start;
        Bytes to = end;
        Map.Entry<Bytes, Bytes> left = endByStart.floorEntry(start);
        if (left != null && reaches(left.getValue(), start)) {
            from = left.getKey();
            to = later(to, left.getValue());
        }
        Map.Entry<Bytes, Bytes> right = endByStart.ceilingEntry(from);
        while (right != null && reaches(to, right.getKey())) {
            to = later(to, right.getValue());
            endByStart.remove(right.getKey());
            right = endByStart.ceilingEntry(from);
        }
        endByStart.put(from, to);
    }

    boolean contains(Bytes key) {
        Map.Entry<Bytes, Bytes> left = endByStart.floorEntry(key);
        return left != null && (left.getValue().isEmpty() || key.compareTo(left.getValue()) < 0);
    }

    /** A key of the set that lies in one of the intervals, or null. */
    @Nullable
    Bytes firstOf(NavigableSet<Bytes> keys) {
        for (Map.Entry<Bytes, Bytes> interval : endByStart.entrySet()) {
            Bytes candidate = keys.ceiling(interval.getKey());
            if (candidate != null && contains(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    private static boolean reaches(Bytes end, Bytes start) {
        return end.isEmpty() || end.compareTo(start) >= 0;
    }

    private static Bytes later(Bytes a, Bytes b) {
        return a.isEmpty() || b.isEmpty() ? Bytes.EMPTY : a.compareTo(b) >= 0 ? a : b;
    }

    private static Bytes successor(Bytes key) {
        return Bytes.wrap(Arrays.copyOf(key.sharedArray(), key.size() + 1));
    }
}
