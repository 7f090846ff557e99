package io.holdfast.client;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.Operation;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.Compare;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.session.RequestId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Keys, leases and watches in memory, with the meaning that the real ones have, for tests of what is made of the public
 * interface. Tests decide what becomes of calls, sessions and watches. Safe for any thread.
 */
public final class MemoryCluster implements Operation.Handler<OperationReply> {
    /** What becomes of the next transaction that writes. */
    public enum Fate {
        /** Applied and answered. */
        ANSWERED,
        /** Applied; the answer is lost, the question for the outcome is answered. */
        REPLY_LOST,
        /** Not applied, and the question says so. */
        REQUEST_LOST,
        /** Applied; the answer is lost, and nobody remembers. */
        FORGOTTEN
    }

    private final TreeMap<Bytes, KeyValue> keys = new TreeMap<>();
    private final List<WatchEvent> log = new ArrayList<>();
    private final Set<Long> leases = new HashSet<>();
    private final Map<RequestId, RequestOutcome> outcomes = new HashMap<>();
    private final Deque<Fate> fates = new ArrayDeque<>();
    private final List<MemoryWatch> watches = new CopyOnWriteArrayList<>();
    private Runnable beforeWrite = () -> {};
    private long revision = 1;
    private long compacted;
    private long nextId = 100;
    private boolean changed;
    private int hushed;

    /** A client with a session of its own. */
    public MemoryClient client() {
        return new MemoryClient(this);
    }

    /** Lines up what becomes of the next writing transactions; those after are answered. */
    public synchronized void fates(Fate... next) {
        fates.addAll(List.of(next));
    }

    /** Runs before each writing transaction, as if another client's came first. */
    public synchronized void beforeWrite(Runnable interference) {
        beforeWrite = interference;
    }

    /** Forgets history: watches that are not up to date begin anew with a snapshot. */
    public synchronized void compact() {
        compacted = revision;
        log.clear();
    }

    /** All keys with a prefix. */
    public synchronized List<String> keys(String prefix) {
        return keys.keySet().stream()
                .map(Bytes::utf8)
                .filter(key -> key.startsWith(prefix))
                .toList();
    }

    /** Stores a key past all recipes. */
    public synchronized void put(String key, String value) {
        write(new Transaction(List.of(), List.of(new Put(Bytes.utf8(key), Bytes.utf8(value))), List.of()));
    }

    /** Deletes a key past all recipes. */
    public synchronized void delete(String key) {
        write(new Transaction(List.of(), List.of(new DeleteRange(KeyRange.single(Bytes.utf8(key)), false)), List.of()));
    }

    /** How many events watches were told, all together. */
    public long told() {
        return watches.stream().mapToLong(MemoryWatch::told).sum();
    }

    /** How many watches are open. */
    public long openWatches() {
        return watches.stream()
                .filter(watch -> watch.state() != WatchState.ENDED)
                .count();
    }

    synchronized long id() {
        return nextId++;
    }

    synchronized void grant(long lease) {
        leases.add(lease);
    }

    /** Ends a lease and deletes what is attached to it, in one revision. */
    synchronized void revoke(long lease) {
        leases.remove(lease);
        List<Operation> deletes = new ArrayList<>();
        keys.values().stream()
                .filter(keyValue -> keyValue.lease() == lease)
                .forEach(keyValue -> deletes.add(new DeleteRange(KeyRange.single(keyValue.key()), false)));
        write(new Transaction(List.of(), deletes, List.of()));
    }

    synchronized void add(MemoryWatch watch) {
        watches.add(watch);
    }

    /** The next questions for an outcome find nobody. */
    public synchronized void hush(int questions) {
        hushed = questions;
    }

    synchronized RequestOutcome outcome(RequestId request) {
        if (hushed > 0) {
            hushed--;
            throw new UnavailableException(OperationOutcome.NOT_APPLIED, "n1", "nobody answers", null);
        }
        return outcomes.getOrDefault(request, new RequestOutcome.NotApplied(Optional.empty(), "it had not come"));
    }

    /** Commits as a client's transaction, which meets its fate. */
    TransactionReply commit(Transaction transaction, long session) {
        boolean writes = writes(transaction);
        if (writes) {
            interference().run();
        }
        synchronized (this) {
            Fate fate = writes && !fates.isEmpty() ? fates.remove() : Fate.ANSWERED;
            RequestId request = new RequestId(session, nextId++);
            if (fate == Fate.REQUEST_LOST) {
                throw lost(request);
            }
            TransactionReply reply = write(transaction);
            if (fate == Fate.ANSWERED) {
                return reply;
            }
            outcomes.put(
                    request,
                    fate == Fate.REPLY_LOST
                            ? new RequestOutcome.Applied(reply.revision(), Optional.of(reply))
                            : new RequestOutcome.Forgotten(Reason.SESSION_NOT_FOUND, "its session ended"));
            throw lost(request);
        }
    }

    private synchronized Runnable interference() {
        return beforeWrite;
    }

    private static boolean writes(Transaction transaction) {
        return transaction.success().stream().anyMatch(operation -> !(operation instanceof Operation.Range));
    }

    private static RequestTimeoutException lost(RequestId request) {
        return new RequestTimeoutException(OperationOutcome.UNKNOWN, "n1", "no answer came", null, request);
    }

    private synchronized TransactionReply write(Transaction transaction) {
        List<Operation> branch = null;
        if (transaction.compares().stream().allMatch(this::holds)) {
            branch = transaction.success();
        }
        List<Operation> taken = branch == null ? transaction.failure() : branch;
        taken.forEach(this::check);
        checkTogether(transaction.success());
        changed = false;
        List<OperationReply> replies = new ArrayList<>();
        taken.forEach(operation -> replies.add(operation.accept((Operation.Handler<OperationReply>) this)));
        if (changed) {
            revision++;
            watches.forEach(MemoryWatch::wake);
        }
        return new TransactionReply(revision, branch != null, replies, Served.byLeader("n1"));
    }

    /** As the real one: no key is put and deleted, or put twice, in one step. */
    private static void checkTogether(List<Operation> branch) {
        Set<Bytes> put = new HashSet<>();
        for (Operation operation : branch) {
            if (operation instanceof Put one && !put.add(one.key())) {
                throw twice(one.key());
            }
        }
        for (Operation operation : branch) {
            if (operation instanceof DeleteRange delete) {
                put.stream().filter(delete.range()::contains).forEach(key -> {
                    throw twice(key);
                });
            }
        }
    }

    private static RejectedException twice(Bytes key) {
        return new RejectedException(Reason.DUPLICATE_KEY, 0, 0, "twice in one step: " + key);
    }

    private void check(Operation operation) {
        if (operation instanceof Put put && put.lease() != 0 && !leases.contains(put.lease())) {
            throw new RejectedException(Reason.LEASE_NOT_FOUND, 0, revision, "no lease " + put.lease());
        }
    }

    private boolean holds(Compare compare) {
        List<KeyValue> found = within(compare.range());
        List<KeyValue> compared =
                found.isEmpty() ? List.of(KeyValue.tombstone(compare.range().start(), 0)) : found;
        return compared.stream().allMatch(keyValue -> holds(compare, keyValue, !found.isEmpty()));
    }

    private static boolean holds(Compare compare, KeyValue keyValue, boolean exists) {
        int order = switch (compare.target()) {
            case VERSION -> Long.compare(keyValue.version(), compare.number());
            case CREATE_REVISION -> Long.compare(exists ? keyValue.createRevision() : 0, compare.number());
            case MOD_REVISION -> Long.compare(exists ? keyValue.modRevision() : 0, compare.number());
            case LEASE -> Long.compare(keyValue.lease(), compare.number());
            case VALUE -> keyValue.value().compareTo(compare.value());
        };
        if (compare.target() == Compare.Target.VALUE && !exists) {
            return false;
        }
        return switch (compare.relation()) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case GREATER -> order > 0;
            case LESS -> order < 0;
        };
    }

    private List<KeyValue> within(KeyRange range) {
        return keys.values().stream()
                .filter(keyValue -> range.contains(keyValue.key()))
                .toList();
    }

    @Override
    public OperationReply put(Put put) {
        KeyValue before = keys.get(put.key());
        long lease = put.ignoreLease() && before != null ? before.lease() : put.lease();
        KeyValue now = new KeyValue(
                put.key(),
                put.value(),
                before == null ? revision + 1 : before.createRevision(),
                revision + 1,
                before == null ? 1 : before.version() + 1,
                lease);
        keys.put(put.key(), now);
        log.add(new WatchEvent.Put(now, Optional.empty()));
        changed = true;
        return new PutReply(revision + 1, Optional.empty());
    }

    @Override
    public OperationReply deleteRange(DeleteRange delete) {
        List<KeyValue> gone = within(delete.range());
        for (KeyValue keyValue : gone) {
            keys.remove(keyValue.key());
            log.add(new WatchEvent.Delete(keyValue.key(), revision + 1, Optional.empty()));
            changed = true;
        }
        return new DeleteReply(revision + (changed ? 1 : 0), gone.size(), List.of());
    }

    @Override
    public RangeReply range(Operation.Range read) {
        return read(read.query());
    }

    @Override
    public OperationReply transaction(Transaction nested) {
        throw new UnsupportedOperationException("nested transactions are not needed here");
    }

    synchronized RangeReply read(RangeQuery query) {
        List<KeyValue> found = within(query.range());
        List<KeyValue> shown = found.stream()
                .limit(query.countOnly() ? 0 : query.limit() == 0 ? Long.MAX_VALUE : query.limit())
                .map(keyValue -> query.keysOnly() ? keyValue.withoutValue() : keyValue)
                .toList();
        boolean more = !query.countOnly() && shown.size() < found.size();
        return new RangeReply(revision, shown, more, found.size(), Served.byLeader("n1"));
    }

    /** What a watch at a position is to be told next. */
    synchronized List<WatchUpdate> next(long position, KeyRange range, boolean snapshot, WatchOptions options) {
        List<WatchUpdate> updates = new ArrayList<>();
        if (snapshot || position < compacted) {
            updates.add(new WatchUpdate.SnapshotBegin(revision));
            List<KeyValue> found = within(range);
            if (!found.isEmpty()) {
                updates.add(new WatchUpdate.SnapshotPage(found));
            }
            updates.add(new WatchUpdate.SnapshotEnd(revision));
            return updates;
        }
        List<WatchEvent> events = log.stream()
                .filter(event -> event.revision() > position && range.contains(event.key()))
                .filter(event -> event instanceof WatchEvent.Put ? options.puts() : options.deletes())
                .toList();
        if (!events.isEmpty()) {
            updates.add(new WatchUpdate.Events(position, revision, events));
        }
        return updates;
    }

    synchronized long revision() {
        return revision;
    }
}
