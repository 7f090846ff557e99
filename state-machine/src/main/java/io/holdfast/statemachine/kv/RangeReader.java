package io.holdfast.statemachine.kv;

import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.Limits;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.RangeQuery.SortOrder;
import io.holdfast.model.query.RangeQuery.SortTarget;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads ranges. The query's revision has been checked before. */
final class RangeReader {
    private RangeReader() {}

    /** What a key-value costs of a page. */
    static long cost(KeyValue keyValue) {
        return (long) keyValue.payloadSize() + Limits.KEY_VALUE_ENVELOPE_BYTES;
    }

    /** What key-values cost together. */
    static long cost(List<KeyValue> keyValues) {
        long cost = 0;
        for (KeyValue keyValue : keyValues) {
            cost += cost(keyValue);
        }
        return cost;
    }

    /** The most a page of this query may cost, unless its first key-value alone costs more. */
    static int pageBytes(RangeQuery query) {
        return query.maxBytes() == 0 ? Limits.MAX_PAGE_BYTES : Math.min(query.maxBytes(), Limits.MAX_PAGE_BYTES);
    }

    /** Answers a query. In key order the answer ends with the page; in any other order it is as large as it is. */
    static Outcome.Range read(Keyspace keyspace, RangeQuery query) {
        long revision = query.revision() <= 0 ? keyspace.revision() : query.revision();
        if (query.countOnly()) {
            return new Outcome.Range(keyspace.revision(), List.of(), false, count(keyspace, query.range(), revision));
        }
        return query.target() == SortTarget.KEY
                ? readInKeyOrder(keyspace, query, revision)
                : readSorted(keyspace, query, revision);
    }

    private static long count(Keyspace keyspace, KeyRange range, long revision) {
        if (revision == keyspace.revision()) {
            return keyspace.count(range);
        }
        long count = 0;
        VersionCursor cursor = VersionCursor.over(keyspace, range, revision, true);
        while (cursor.next() != null) {
            count++;
        }
        return count;
    }

    private static Outcome.Range readInKeyOrder(Keyspace keyspace, RangeQuery query, long revision) {
        boolean current = revision == keyspace.revision();
        VersionCursor cursor =
                VersionCursor.over(keyspace, query.range(), revision, query.order() != SortOrder.DESCEND);
        List<KeyValue> page = new ArrayList<>();
        long room = pageBytes(query);
        long seen = 0;
        boolean more = false;
        for (KeyValue version = cursor.next(); version != null; version = cursor.next()) {
            seen++;
            if (more || !matches(query, version)) {
                continue;
            }
            KeyValue answer = query.keysOnly() ? version.withoutValue() : version;
            room -= cost(answer);
            more = !page.isEmpty() && (room < 0 || (query.limit() > 0 && page.size() >= query.limit()));
            if (!more) {
                page.add(answer);
            } else if (current || query.uncounted()) {
                break; // the tree knows the count; an old revision must be walked to its end to know it
            }
        }
        long count = query.uncounted() ? 0 : current ? keyspace.count(query.range()) : seen;
        return new Outcome.Range(keyspace.revision(), page, more, count);
    }

    private static Outcome.Range readSorted(Keyspace keyspace, RangeQuery query, long revision) {
        VersionCursor cursor = VersionCursor.over(keyspace, query.range(), revision, true);
        List<KeyValue> found = new ArrayList<>();
        long seen = 0;
        for (KeyValue version = cursor.next(); version != null; version = cursor.next()) {
            seen++;
            if (matches(query, version)) {
                found.add(version);
            }
        }
        Comparator<KeyValue> ascending = comparator(query.target());
        found.sort(query.order() == SortOrder.DESCEND ? ascending.reversed() : ascending);
        boolean more = query.limit() > 0 && found.size() > query.limit();
        List<KeyValue> kept = more ? found.subList(0, (int) query.limit()) : found;
        if (query.keysOnly()) {
            kept.replaceAll(KeyValue::withoutValue);
        }
        return new Outcome.Range(keyspace.revision(), kept, more, query.uncounted() ? 0 : seen);
    }

    private static boolean matches(RangeQuery query, KeyValue version) {
        return atLeast(version.modRevision(), query.minModRevision())
                && atMost(version.modRevision(), query.maxModRevision())
                && atLeast(version.createRevision(), query.minCreateRevision())
                && atMost(version.createRevision(), query.maxCreateRevision());
    }

    private static boolean atLeast(long number, long bound) {
        return bound == 0 || number >= bound;
    }

    private static boolean atMost(long number, long bound) {
        return bound == 0 || number <= bound;
    }

    private static Comparator<KeyValue> comparator(SortTarget target) {
        return switch (target) {
            case KEY -> Comparator.comparing(KeyValue::key);
            case VERSION -> Comparator.comparingLong(KeyValue::version);
            case CREATE_REVISION -> Comparator.comparingLong(KeyValue::createRevision);
            case MOD_REVISION -> Comparator.comparingLong(KeyValue::modRevision);
            case VALUE -> Comparator.comparing(KeyValue::value);
        };
    }
}
