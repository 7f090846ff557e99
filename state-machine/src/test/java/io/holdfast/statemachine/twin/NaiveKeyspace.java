package io.holdfast.statemachine.twin;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.Compact;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.Operation;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.Compare;
import io.holdfast.model.query.KeyValueQuery;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.TransactionQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** The keyspace as one would explain it: a full copy of all keys for every revision. Too slow for anything but tests. */
public final class NaiveKeyspace {
    private final NavigableMap<Long, NavigableMap<Bytes, KeyValue>> states = new TreeMap<>();
    private long revision = 1;
    private long compacted = 0;

    /** The keys as the command under way has left them so far. */
    private NavigableMap<Bytes, KeyValue> working = new TreeMap<>();

    private boolean changed;

    private final LongPredicate leaseExists;

    /** An empty keyspace beside a lease table. */
    public NaiveKeyspace(LongPredicate leaseExists) {
        this.leaseExists = leaseExists;
        states.put(1L, new TreeMap<>());
    }

    /** The newest revision. */
    public long revision() {
        return revision;
    }

    /** How many keys are attached to a lease. */
    public int attachedTo(long lease) {
        return (int) at(revision).values().stream()
                .filter(keyValue -> keyValue.lease() == lease)
                .count();
    }

    /** Deletes every key attached to a lease, in a revision of its own if there are any; returns how many. */
    public int deleteAttachedTo(long lease) {
        int deleted = attachedTo(lease);
        if (deleted > 0) {
            NavigableMap<Bytes, KeyValue> after = new TreeMap<>(at(revision));
            after.values().removeIf(keyValue -> keyValue.lease() == lease);
            revision++;
            states.put(revision, after);
        }
        return deleted;
    }

    /** Applies one command; of a rejection only reason, revision and bound count. */
    public Outcome apply(Command command) {
        if (command instanceof Compact compact) {
            return compact(compact.revision());
        }
        working = new TreeMap<>(at(revision));
        changed = false;
        Outcome outcome = applyOperation((Operation) command);
        if (changed) {
            revision++;
            states.put(revision, working);
        }
        return outcome;
    }

    /** Answers a range. */
    public Outcome query(RangeQuery query) {
        working = at(revision);
        changed = false;
        Outcome.Rejection bad = NaiveChecks.shape(query, revision);
        bad = bad == null ? checkRevision(query) : bad;
        return bad == null ? read(query) : bad;
    }

    /** Answers a transaction that only reads. */
    public Outcome query(TransactionQuery query) {
        working = at(revision);
        changed = false;
        return applyOperation(asTransaction(query));
    }

    private Outcome applyOperation(Operation operation) {
        Outcome.Rejection bad = NaiveChecks.shape(operation, revision);
        if (bad == null) {
            bad = checkState(operation, true);
        }
        return bad == null ? execute(operation, List.copyOf(working.values())) : bad;
    }

    private Outcome compact(long floor) {
        if (floor <= compacted) {
            return new Outcome.Rejection(revision, Reason.COMPACTED, "", compacted);
        }
        if (floor > revision) {
            return new Outcome.Rejection(revision, Reason.FUTURE_REVISION, "", revision);
        }
        compacted = floor;
        states.headMap(floor).clear();
        return new Outcome.Compact(revision);
    }

    private Outcome.@Nullable Rejection checkState(Operation operation, boolean alone) {
        if (operation instanceof Put put) {
            boolean noLease = put.lease() != 0 && !leaseExists.test(put.lease());
            boolean noKey = (put.ignoreLease() || put.ignoreValue()) && !working.containsKey(put.key());
            if (noLease && (alone || !noKey)) {
                return new Outcome.Rejection(revision, Reason.LEASE_NOT_FOUND, "", 0);
            }
            return noKey ? new Outcome.Rejection(revision, Reason.KEY_NOT_FOUND, "", 0) : null;
        }
        if (operation instanceof Operation.Range range) {
            return checkRevision(range.query());
        }
        if (operation instanceof Transaction transaction) {
            for (Operation inner : branch(transaction, List.copyOf(working.values()))) {
                Outcome.Rejection bad = checkState(inner, false);
                if (bad != null) {
                    return bad;
                }
            }
        }
        return null;
    }

    private Outcome.@Nullable Rejection checkRevision(RangeQuery query) {
        if (query.revision() > revision) {
            return new Outcome.Rejection(revision, Reason.FUTURE_REVISION, "", revision);
        }
        return query.revision() > 0 && query.revision() < compacted
                ? new Outcome.Rejection(revision, Reason.COMPACTED, "", compacted)
                : null;
    }

    /** Carries out a checked operation; compares look at the keys as they were before everything. */
    private Outcome execute(Operation operation, List<KeyValue> before) {
        if (operation instanceof Put put) {
            return put(put);
        }
        if (operation instanceof DeleteRange delete) {
            List<KeyValue> deleted = in(working, delete.range());
            deleted.forEach(keyValue -> working.remove(keyValue.key()));
            changed |= !deleted.isEmpty();
            return new Outcome.DeleteRange(now(), deleted.size(), delete.previous() ? deleted : List.of());
        }
        if (operation instanceof Operation.Range range) {
            return read(range.query());
        }
        Transaction transaction = (Transaction) operation;
        List<Outcome> responses = new ArrayList<>();
        for (Operation inner : branch(transaction, before)) {
            responses.add(execute(inner, before));
        }
        return new Outcome.Transaction(now(), holds(transaction, before), responses);
    }

    private Outcome put(Put put) {
        KeyValue old = working.get(put.key());
        Bytes value = put.ignoreValue() && old != null ? old.value() : put.value();
        long lease = put.ignoreLease() && old != null ? old.lease() : put.lease();
        KeyValue stored = old == null
                ? new KeyValue(put.key(), value, revision + 1, revision + 1, 1, lease)
                : new KeyValue(put.key(), value, old.createRevision(), revision + 1, old.version() + 1, lease);
        working.put(put.key(), stored);
        changed = true;
        return new Outcome.Put(now(), put.previous() ? old : null);
    }

    private Outcome read(RangeQuery query) {
        List<KeyValue> all = in(query.revision() <= 0 ? working : at(query.revision()), query.range());
        if (query.countOnly()) {
            return new Outcome.Range(now(), List.of(), false, all.size());
        }
        List<KeyValue> found = new ArrayList<>(all);
        found.removeIf(keyValue -> NaiveChecks.filteredOut(query, keyValue));
        Comparator<KeyValue> order = switch (query.target()) {
            case KEY -> Comparator.comparing(KeyValue::key);
            case VALUE -> Comparator.comparing(KeyValue::value);
            case VERSION -> Comparator.comparing(KeyValue::version);
            case CREATE_REVISION -> Comparator.comparing(KeyValue::createRevision);
            case MOD_REVISION -> Comparator.comparing(KeyValue::modRevision);
        };
        found.sort(query.order() == RangeQuery.SortOrder.DESCEND ? order.reversed() : order);
        if (query.keysOnly()) {
            found.replaceAll(KeyValue::withoutValue);
        }
        int end = found.size();
        if (query.limit() > 0) {
            end = (int) Math.min(end, query.limit());
        }
        if (query.target() == RangeQuery.SortTarget.KEY && query.maxBytes() > 0) {
            end = Math.min(end, NaiveChecks.pageEnd(found, query.maxBytes()));
        }
        long count = query.uncounted() ? 0 : all.size();
        return new Outcome.Range(now(), found.subList(0, end), end < found.size(), count);
    }

    private List<Operation> branch(Transaction transaction, List<KeyValue> before) {
        return holds(transaction, before) ? transaction.success() : transaction.failure();
    }

    private static boolean holds(Transaction transaction, List<KeyValue> before) {
        return transaction.compares().stream().allMatch(compare -> holds(compare, before));
    }

    private static boolean holds(Compare compare, List<KeyValue> before) {
        List<KeyValue> found = before.stream()
                .filter(keyValue -> compare.range().contains(keyValue.key()))
                .toList();
        if (found.isEmpty()) {
            KeyValue absent = new KeyValue(compare.range().start(), Bytes.EMPTY, 0, 0, 0, 0);
            return compare.target() != Compare.Target.VALUE && NaiveChecks.holds(compare, absent);
        }
        return found.stream().allMatch(keyValue -> NaiveChecks.holds(compare, keyValue));
    }

    private static List<KeyValue> in(NavigableMap<Bytes, KeyValue> keys, KeyRange range) {
        return keys.values().stream()
                .filter(keyValue -> range.contains(keyValue.key()))
                .toList();
    }

    private static Transaction asTransaction(TransactionQuery query) {
        return new Transaction(query.compares(), asOperations(query.success()), asOperations(query.failure()));
    }

    private static List<Operation> asOperations(List<KeyValueQuery> queries) {
        return queries.stream()
                .<Operation>map(query -> query instanceof RangeQuery range
                        ? new Operation.Range(range)
                        : asTransaction((TransactionQuery) query))
                .toList();
    }

    private NavigableMap<Bytes, KeyValue> at(long anyRevision) {
        return Objects.requireNonNull(states.get(anyRevision), "state at " + anyRevision);
    }

    private long now() {
        return changed ? revision + 1 : revision;
    }
}
