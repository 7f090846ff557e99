package io.holdfast.client.internal;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The history a simulated cluster's nodes share: every revision's events, and every state. Nothing is ever forgotten here. */
final class WatchedHistory {
    private final List<List<Event>> revisions = new ArrayList<>();
    private final List<Map<Bytes, KeyValue>> states = new ArrayList<>();
    private long floor;

    WatchedHistory() {
        // Revision 1 is the empty store, as everywhere.
        revisions.add(List.of());
        revisions.add(List.of());
        states.add(Map.of());
        states.add(Map.of());
    }

    long revision() {
        return revisions.size() - 1L;
    }

    /** Below this revision nothing can be read. */
    long floor() {
        return floor;
    }

    void compact(long revision) {
        floor = Math.max(floor, Math.min(revision, revision()));
    }

    /** One revision that stores these keys. */
    long put(String value, String... keys) {
        long revision = revision() + 1;
        Map<Bytes, KeyValue> state = new TreeMap<>(states.get(states.size() - 1));
        List<Event> events = new ArrayList<>();
        for (String text : keys) {
            Bytes key = Bytes.utf8(text);
            KeyValue before = state.get(key);
            KeyValue now = before == null
                    ? new KeyValue(key, Bytes.utf8(value), revision, revision, 1, 0)
                    : new KeyValue(key, Bytes.utf8(value), before.createRevision(), revision, before.version() + 1, 0);
            state.put(key, now);
            events.add(new Event(Event.Kind.PUT, now, before));
        }
        revisions.add(List.copyOf(events));
        states.add(state);
        return revision;
    }

    /** One revision that deletes a range, or none if nothing is in it. */
    long delete(KeyRange range) {
        long revision = revision() + 1;
        Map<Bytes, KeyValue> state = new TreeMap<>(states.get(states.size() - 1));
        List<Event> events = new ArrayList<>();
        for (KeyValue gone : at(revision(), range)) {
            state.remove(gone.key());
            events.add(new Event(Event.Kind.DELETE, KeyValue.tombstone(gone.key(), revision), gone));
        }
        if (events.isEmpty()) {
            return revision();
        }
        revisions.add(List.copyOf(events));
        states.add(state);
        return revision;
    }

    /** Every event in (after, upTo] within a range, without previous versions. */
    List<Event> events(KeyRange range, long after, long upTo) {
        List<Event> found = new ArrayList<>();
        for (long revision = after + 1; revision <= upTo; revision++) {
            for (Event event : revisions.get((int) revision)) {
                if (range.contains(event.keyValue().key())) {
                    found.add(new Event(event.kind(), event.keyValue(), null));
                }
            }
        }
        return found;
    }

    /** The live keys of a range at a revision. */
    List<KeyValue> at(long revision, KeyRange range) {
        return states.get((int) revision).values().stream()
                .filter(keyValue -> range.contains(keyValue.key()))
                .toList();
    }
}
