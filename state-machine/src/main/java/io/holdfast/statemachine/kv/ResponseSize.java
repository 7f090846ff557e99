package io.holdfast.statemachine.kv;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyValue;
import io.holdfast.model.Limits;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.Operation;
import io.holdfast.model.command.Put;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.RangeQuery.SortTarget;
import java.util.List;

/**
 * How large an answer can become, known before anything is changed: exact where a transaction only reads, an upper
 * bound where its reads see its own writes.
 *
 * <p>The bound for a read that sees writes: let the transaction change {@code w} keys. A key it does not change loses at
 * most {@code w} ranks, so whatever unchanged key the answer holds is among the first {@code limit + w} of the same
 * query on the state before; any other key of the answer is one that the transaction put.
 */
final class ResponseSize {
    /** Charged for each answer inside a transaction, beside its key-values. */
    private static final int ANSWER_OVERHEAD_BYTES = 32;

    private static final long MAX_ANSWER_BYTES =
            Limits.MAX_PAGE_BYTES + (long) ANSWER_OVERHEAD_BYTES * Limits.MAX_TRANSACTION_OPERATIONS;

    private static final long MAX_ENTRY_COST =
            (long) Limits.MAX_KEY_BYTES + Limits.MAX_VALUE_BYTES + Limits.KEY_VALUE_ENVELOPE_BYTES;

    private final Keyspace keyspace;

    ResponseSize(Keyspace keyspace) {
        this.keyspace = keyspace;
    }

    /** Whether the answer of a transaction could exceed a page by more than its own framing. */
    boolean exceedsLimit(Decision decision) {
        List<Operation> path = decision.path();
        long changedKeys = 0;
        long putBytes = 0;
        for (Operation operation : path) {
            if (operation instanceof Put put) {
                changedKeys++;
                putBytes += ofStored(put);
            } else if (operation instanceof DeleteRange delete) {
                changedKeys += keyspace.count(delete.range());
            }
        }
        long size = ANSWER_OVERHEAD_BYTES * decision.responses();
        for (Operation operation : path) {
            if (operation instanceof Put put) {
                size += put.previous() ? ofCurrent(put.key()) : 0;
            } else if (operation instanceof DeleteRange delete) {
                size += ofDelete(delete);
            } else if (operation instanceof Operation.Range range) {
                size += ofRange(range.query(), changedKeys, putBytes);
            }
            if (size > MAX_ANSWER_BYTES) {
                return true;
            }
        }
        return size > MAX_ANSWER_BYTES;
    }

    /** The versions that a delete answers with; counting stops soon after the limit. */
    long ofDelete(DeleteRange delete) {
        long size = 0;
        if (delete.previous()) {
            VersionCursor cursor = VersionCursor.over(keyspace, delete.range(), keyspace.revision(), true);
            KeyValue version = cursor.next();
            while (version != null && size <= MAX_ANSWER_BYTES) {
                size += RangeReader.cost(version);
                version = cursor.next();
            }
        }
        return size;
    }

    private long ofRange(RangeQuery query, long changedKeys, long putBytes) {
        boolean seesWrites = query.revision() <= 0 && changedKeys > 0;
        if (query.countOnly()) {
            return 0;
        }
        if (!seesWrites) {
            return RangeReader.cost(
                    RangeReader.read(keyspace, query.withoutCount()).keyValues());
        }
        long limit = query.limit() > 0 ? query.limit() + changedKeys : 0;
        Outcome.Range before = RangeReader.read(keyspace, widened(query, limit));
        boolean cutByPage = before.more() && (limit == 0 || before.keyValues().size() < limit);
        long size = putBytes + (cutByPage ? Limits.MAX_PAGE_BYTES : RangeReader.cost(before.keyValues()));
        return query.target() == SortTarget.KEY
                ? Math.min(size, Math.max(RangeReader.pageBytes(query), MAX_ENTRY_COST))
                : size;
    }

    private static RangeQuery widened(RangeQuery query, long limit) {
        return new RangeQuery(
                query.range(),
                query.revision(),
                limit,
                query.target(),
                query.order(),
                query.keysOnly(),
                query.countOnly(),
                query.minModRevision(),
                query.maxModRevision(),
                query.minCreateRevision(),
                query.maxCreateRevision(),
                0,
                true);
    }

    private long ofStored(Put put) {
        long given = (long) put.key().size() + put.value().size() + Limits.KEY_VALUE_ENVELOPE_BYTES;
        return put.ignoreValue() ? Math.max(given, ofCurrent(put.key())) : given;
    }

    private long ofCurrent(Bytes key) {
        KeyValue current = keyspace.get(key, keyspace.revision());
        return current == null ? 0 : RangeReader.cost(current);
    }
}
