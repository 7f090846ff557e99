package io.holdfast.statemachine.twin;

import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.Limits;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.Operation;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.Compare;
import io.holdfast.model.query.RangeQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The checks of the twin, written without an eye on cost. */
final class NaiveChecks {
    /** A write somewhere in a transaction and the branches that lead to it, as "index/branch" steps. */
    private record Write(KeyRange range, boolean put, List<String> way) {}

    private NaiveChecks() {}

    static Outcome.@Nullable Rejection shape(Operation operation, long revision) {
        Reason reason = shape(operation, Limits.MAX_TRANSACTION_OPERATIONS);
        if (reason == null && operation instanceof Transaction transaction && changesAKeyTwice(transaction)) {
            reason = Reason.DUPLICATE_KEY;
        }
        return rejection(reason, revision);
    }

    private static Outcome.@Nullable Rejection rejection(@Nullable Reason reason, long revision) {
        long bound = reason == Reason.TOO_MANY_OPERATIONS ? Limits.MAX_TRANSACTION_OPERATIONS : 0;
        return reason == null ? null : new Outcome.Rejection(revision, reason, "", bound);
    }

    static Outcome.@Nullable Rejection shape(RangeQuery query, long revision) {
        return query.range().start().isEmpty() ? new Outcome.Rejection(revision, Reason.KEY_EMPTY, "", 0) : null;
    }

    private static @Nullable Reason shape(Operation operation, int budget) {
        if (operation instanceof Put put) {
            if (put.key().isEmpty()) {
                return Reason.KEY_EMPTY;
            }
            if (put.ignoreValue() && !put.value().isEmpty()) {
                return Reason.VALUE_PROVIDED;
            }
            return put.ignoreLease() && put.lease() != 0 ? Reason.LEASE_PROVIDED : null;
        }
        if (operation instanceof DeleteRange delete) {
            return delete.range().start().isEmpty() ? Reason.KEY_EMPTY : null;
        }
        if (operation instanceof Operation.Range range) {
            return range.query().range().start().isEmpty() ? Reason.KEY_EMPTY : null;
        }
        Transaction transaction = (Transaction) operation;
        int count = Stream.of(transaction.compares(), transaction.success(), transaction.failure())
                .mapToInt(List::size)
                .max()
                .orElse(0);
        if (count > budget) {
            return Reason.TOO_MANY_OPERATIONS;
        }
        if (transaction.compares().stream()
                .anyMatch(compare -> compare.range().start().isEmpty())) {
            return Reason.KEY_EMPTY;
        }
        return Stream.concat(transaction.success().stream(), transaction.failure().stream())
                .map(inner -> shape(inner, budget - count))
                .filter(reason -> reason != null)
                .findFirst()
                .orElse(null);
    }

    private static boolean changesAKeyTwice(Transaction transaction) {
        List<Write> writes = new ArrayList<>();
        collect(transaction, List.of(), writes);
        for (int i = 0; i < writes.size(); i++) {
            for (int j = i + 1; j < writes.size(); j++) {
                if (conflict(writes.get(i), writes.get(j))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void collect(Transaction transaction, List<String> way, List<Write> writes) {
        collect(transaction.success(), way, "then", writes);
        collect(transaction.failure(), way, "else", writes);
    }

    private static void collect(List<Operation> branch, List<String> way, String name, List<Write> writes) {
        for (int i = 0; i < branch.size(); i++) {
            List<String> branchWay = append(way, name);
            if (branch.get(i) instanceof Put put) {
                writes.add(new Write(KeyRange.single(put.key()), true, branchWay));
            } else if (branch.get(i) instanceof DeleteRange delete) {
                writes.add(new Write(delete.range(), false, branchWay));
            } else if (branch.get(i) instanceof Transaction inner) {
                collect(inner, append(branchWay, "#" + i), writes);
            }
        }
    }

    private static List<String> append(List<String> way, String step) {
        List<String> longer = new ArrayList<>(way);
        longer.add(step);
        return longer;
    }

    private static boolean conflict(Write a, Write b) {
        boolean clash = (a.put() || b.put()) && a.range().overlaps(b.range());
        return clash && !excludeEachOther(a.way(), b.way());
    }

    /** Whether the ways part at the choice between then and else. */
    private static boolean excludeEachOther(List<String> a, List<String> b) {
        int at = 0;
        while (at < a.size() && at < b.size() && a.get(at).equals(b.get(at))) {
            at++;
        }
        return at < a.size()
                && at < b.size()
                && !a.get(at).startsWith("#")
                && !b.get(at).startsWith("#");
    }

    static boolean holds(Compare compare, KeyValue keyValue) {
        int side = switch (compare.target()) {
            case VALUE -> keyValue.value().compareTo(compare.value());
            case VERSION -> Long.compare(keyValue.version(), compare.number());
            case CREATE_REVISION -> Long.compare(keyValue.createRevision(), compare.number());
            case MOD_REVISION -> Long.compare(keyValue.modRevision(), compare.number());
            case LEASE -> Long.compare(keyValue.lease(), compare.number());
        };
        return switch (compare.relation()) {
            case EQUAL -> side == 0;
            case NOT_EQUAL -> side != 0;
            case LESS -> side < 0;
            case GREATER -> side > 0;
        };
    }

    static boolean filteredOut(RangeQuery query, KeyValue keyValue) {
        return (query.minModRevision() != 0 && keyValue.modRevision() < query.minModRevision())
                || (query.maxModRevision() != 0 && keyValue.modRevision() > query.maxModRevision())
                || (query.minCreateRevision() != 0 && keyValue.createRevision() < query.minCreateRevision())
                || (query.maxCreateRevision() != 0 && keyValue.createRevision() > query.maxCreateRevision());
    }

    /** How many key-values fit a page; the first always does. */
    static int pageEnd(List<KeyValue> found, int maxBytes) {
        int end = 0;
        long bytes = 0;
        while (end < found.size()) {
            bytes += found.get(end).payloadSize() + 64;
            if (end > 0 && bytes > maxBytes) {
                break;
            }
            end++;
        }
        return end;
    }
}
