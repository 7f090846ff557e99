package io.holdfast.server.watch;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.event.Event;
import io.holdfast.model.watch.WatchSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Every event there ever was, for checking against. Guarded by its monitor. */
final class History {
    private final List<Event> events = new ArrayList<>();

    synchronized void add(List<Event> more) {
        events.addAll(more);
    }

    /** The events that a watch wants in (after, upTo], as it wants them. */
    synchronized List<Event> wanted(WatchSpec spec, long after, long upTo) {
        return events.stream()
                .filter(event -> event.revision() > after && event.revision() <= upTo)
                .filter(event -> event.kind() == Event.Kind.PUT ? spec.puts() : spec.deletes())
                .filter(event -> spec.range().contains(event.keyValue().key()))
                .map(event -> spec.previous() ? event : new Event(event.kind(), event.keyValue(), null))
                .toList();
    }

    /** The keys of a range at a revision, in order. */
    synchronized List<KeyValue> keys(KeyRange range, long revision) {
        NavigableMap<Bytes, KeyValue> keys = new TreeMap<>();
        for (Event event : events) {
            if (event.revision() <= revision && range.contains(event.keyValue().key())) {
                if (event.kind() == Event.Kind.PUT) {
                    keys.put(event.keyValue().key(), event.keyValue());
                } else {
                    keys.remove(event.keyValue().key());
                }
            }
        }
        return keys.entrySet().stream().map(Map.Entry::getValue).toList();
    }
}
