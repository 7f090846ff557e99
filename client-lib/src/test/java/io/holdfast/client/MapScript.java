package io.holdfast.client;

import io.holdfast.model.Bytes;
import io.holdfast.model.ClusterDescription;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.Compact;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.Query;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A node that keeps keys in a map: enough of the semantics to see that calls and answers meet. */
final class MapScript implements FakeNode.Script {
    private final Map<Bytes, KeyValue> keys = new TreeMap<>();
    private final List<Long> revisionsRead = new ArrayList<>();
    private long revision = 1;

    @Override
    public synchronized void requests(FakeNode.Connection connection, List<Request> requests) {
        List<Result> results = new ArrayList<>(requests.size());
        for (Request request : requests) {
            results.add(answer(request));
        }
        connection.results(results);
    }

    synchronized List<Long> revisionsRead() {
        return List.copyOf(revisionsRead);
    }

    /** The answer to one request. */
    synchronized Result answer(Request request) {
        if (request instanceof Request.Write write) {
            return new Result.Answered(request.id(), apply(write.command().command()));
        }
        if (request instanceof Request.Read read) {
            return new Result.Answered(request.id(), query(read.query()));
        }
        return new Result.Described(request.id(), new ClusterDescription("demo", "n1", List.of(), null, 1));
    }

    private Outcome apply(Command command) {
        if (command instanceof Put put) {
            revision++;
            KeyValue before = keys.get(put.key());
            long created = before == null ? revision : before.createRevision();
            long version = before == null ? 1 : before.version() + 1;
            keys.put(put.key(), new KeyValue(put.key(), put.value(), created, revision, version, put.lease()));
            return new Outcome.Put(revision, put.previous() ? before : null);
        }
        if (command instanceof DeleteRange delete) {
            List<KeyValue> gone = found(delete.range());
            gone.forEach(entry -> keys.remove(entry.key()));
            revision += gone.isEmpty() ? 0 : 1;
            return new Outcome.DeleteRange(revision, gone.size(), delete.previous() ? gone : List.of());
        }
        if (command instanceof Transaction transaction) {
            boolean holds = transaction.compares().stream()
                    .allMatch(compare -> found(compare.range()).size() == compare.number());
            List<Outcome> outcomes = new ArrayList<>();
            (holds ? transaction.success() : transaction.failure())
                    .forEach(operation -> outcomes.add(apply((Command) operation)));
            return new Outcome.Transaction(revision, holds, outcomes);
        }
        if (command instanceof Compact compact && compact.revision() > revision) {
            return new Outcome.Rejection(
                    revision, Reason.FUTURE_REVISION, "revision " + compact.revision() + " is yet to come", revision);
        }
        return new Outcome.Compact(revision);
    }

    private Outcome query(Query query) {
        if (!(query instanceof RangeQuery range)) {
            return new Outcome.Transaction(revision, true, List.of());
        }
        revisionsRead.add(range.revision());
        List<KeyValue> all = found(range.range());
        long limit = range.limit() == 0 ? 3 : Math.min(range.limit(), 3);
        List<KeyValue> page = all.stream().limit(limit).toList();
        return new Outcome.Range(revision, page, page.size() < all.size(), range.uncounted() ? 0 : all.size());
    }

    private List<KeyValue> found(KeyRange range) {
        return keys.values().stream()
                .filter(entry -> range.contains(entry.key()))
                .toList();
    }
}
