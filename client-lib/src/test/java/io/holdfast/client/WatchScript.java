package io.holdfast.client;

import io.holdfast.model.Bytes;
import io.holdfast.model.ClusterDescription;
import io.holdfast.model.KeyValue;
import io.holdfast.model.event.Event;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.watch.WatchPush;
import io.holdfast.model.watch.WatchSpec;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import io.holdfast.wire.WatchRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A node whose keys the test changes, and that tells its watches at once. */
final class WatchScript implements FakeNode.Script {
    private final Map<Long, WatchSpec> watches = new HashMap<>();
    private final Map<Bytes, KeyValue> keys = new TreeMap<>();
    private final List<Event> events = new ArrayList<>();
    private FakeNode.@Nullable Connection connection;
    private long revision = 1;
    private int created;

    synchronized long put(String key, String value) {
        revision++;
        KeyValue now = new KeyValue(Bytes.utf8(key), Bytes.utf8(value), revision, revision, 1, 0);
        keys.put(now.key(), now);
        tell(new Event(Event.Kind.PUT, now, null));
        return revision;
    }

    synchronized long delete(String key) {
        revision++;
        keys.remove(Bytes.utf8(key));
        tell(new Event(Event.Kind.DELETE, KeyValue.tombstone(Bytes.utf8(key), revision), null));
        return revision;
    }

    /** How many watches hang here. */
    synchronized int open() {
        return watches.size();
    }

    /** How many watches ever began here. */
    synchronized int created() {
        return created;
    }

    private void tell(Event event) {
        events.add(event);
        watches.forEach((number, spec) -> {
            if (spec.range().contains(event.keyValue().key())) {
                push(new WatchPush.Events(number, positions(number), event.revision(), List.of(event)));
                told.put(number, event.revision());
            }
        });
    }

    private final Map<Long, Long> told = new HashMap<>();

    private long positions(long number) {
        return told.getOrDefault(number, 0L);
    }

    private void push(WatchPush push) {
        if (connection != null) {
            connection.send(new ServerFrame.Watched(List.of(push)));
        }
    }

    @Override
    public synchronized void watches(FakeNode.Connection from, List<WatchRequest> requests) {
        connection = from;
        for (WatchRequest request : requests) {
            if (request instanceof WatchRequest.Create create) {
                begin(create.watch(), create.spec());
            } else if (request instanceof WatchRequest.Cancel cancel) {
                watches.remove(cancel.watch());
            } else {
                told.replaceAll((number, position) -> Math.max(position, revision));
                push(new WatchPush.Progress(revision));
            }
        }
    }

    private void begin(long number, WatchSpec spec) {
        created++;
        watches.put(number, spec);
        long position = spec.fromRevision() == 0 ? revision : spec.fromRevision() - 1;
        push(new WatchPush.Begun(number, position));
        if (spec.snapshot()) {
            push(new WatchPush.Reset(number, revision));
            List<KeyValue> found = keys.values().stream()
                    .filter(keyValue -> spec.range().contains(keyValue.key()))
                    .toList();
            push(new WatchPush.ResetPage(number, found));
            push(new WatchPush.ResetEnd(number, revision));
        }
        told.put(number, position);
        for (Event event : events) {
            if (event.revision() > position
                    && spec.range().contains(event.keyValue().key())) {
                push(new WatchPush.Events(number, positions(number), event.revision(), List.of(event)));
                told.put(number, event.revision());
            }
        }
    }

    @Override
    public synchronized void requests(FakeNode.Connection from, List<Request> requests) {
        List<Result> results = new ArrayList<>();
        for (Request request : requests) {
            results.add(
                    request instanceof Request.Read
                            ? new Result.Answered(request.id(), new Outcome.Range(revision, List.of(), false, 0))
                            : new Result.Described(
                                    request.id(), new ClusterDescription("demo", "n1", List.of(), null, 1)));
        }
        from.results(results);
    }
}
