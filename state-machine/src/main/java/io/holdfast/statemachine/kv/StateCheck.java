package io.holdfast.statemachine.kv;

import io.holdfast.model.Limits;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.Operation;
import io.holdfast.model.command.Put;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.query.RangeQuery;
import java.util.Optional;
import java.util.function.LongPredicate;

/** Checks commands against the keys and leases as they are before the command. Changes nothing. */
final class StateCheck {
    private static final String FEWER_KEYS = "ask for fewer keys, for keys only, or set a smaller limit";

    private final Keyspace keyspace;
    private final LongPredicate leaseExists;
    private final Rejections rejections;

    StateCheck(Keyspace keyspace, LongPredicate leaseExists, Rejections rejections) {
        this.keyspace = keyspace;
        this.leaseExists = leaseExists;
        this.rejections = rejections;
    }

    /** Whether there is anything to check: the usual put is spared a view of the keys. */
    static boolean concerns(Put put) {
        return put.lease() != 0 || put.ignoreValue() || put.ignoreLease();
    }

    /** A put by itself: etcd looks for the lease first. */
    Optional<Rejection> put(Put put) {
        return lease(put).or(() -> kept(put));
    }

    /** A delete by itself. */
    Optional<Rejection> deleteRange(DeleteRange delete) {
        if (new ResponseSize(keyspace).ofDelete(delete) > Limits.MAX_PAGE_BYTES) {
            String remedy = "delete a smaller range, or do not ask for the previous versions";
            return Optional.of(rejections.answerTooLarge("the deleted versions of " + delete.range(), remedy));
        }
        return Optional.empty();
    }

    /** The revision of a range. */
    Optional<Rejection> range(RangeQuery query) {
        if (query.revision() > keyspace.revision()) {
            return Optional.of(rejections.future(query.revision()));
        }
        if (query.revision() > 0 && query.revision() < keyspace.compactedRevision()) {
            return Optional.of(rejections.compacted(query.revision(), keyspace.compactedRevision()));
        }
        return Optional.empty();
    }

    /** Everything a transaction is going to do: afterwards its execution cannot fail. */
    Optional<Rejection> transaction(Decision decision) {
        for (Operation operation : decision.path()) {
            Optional<Rejection> bad = Optional.empty();
            if (operation instanceof Put put) {
                bad = kept(put).or(() -> lease(put));
            } else if (operation instanceof Operation.Range range) {
                bad = range(range.query());
            }
            if (bad.isPresent()) {
                return bad;
            }
        }
        return new ResponseSize(keyspace).exceedsLimit(decision)
                ? Optional.of(rejections.answerTooLarge("the answer of the transaction", FEWER_KEYS))
                : Optional.empty();
    }

    /** An answer that cannot be cut into pages, once it is made. */
    Optional<Rejection> sortedAnswer(RangeQuery query, long cost) {
        return cost > Limits.MAX_PAGE_BYTES && query.target() != RangeQuery.SortTarget.KEY
                ? Optional.of(rejections.answerTooLarge(
                        "the range " + query.range() + " sorted by " + query.target() + " cannot be cut into pages and",
                        FEWER_KEYS + ", or sort by key"))
                : Optional.empty();
    }

    /** A compaction. */
    Optional<Rejection> compact(long revision) {
        if (revision <= keyspace.compactedRevision()) {
            return Optional.of(rejections.floorNotAbove(revision, keyspace.compactedRevision()));
        }
        return revision > keyspace.revision() ? Optional.of(rejections.future(revision)) : Optional.empty();
    }

    private Optional<Rejection> kept(Put put) {
        boolean needed = put.ignoreValue() || put.ignoreLease();
        return needed && keyspace.get(put.key(), keyspace.revision()) == null
                ? Optional.of(rejections.keyNotFound(put.key()))
                : Optional.empty();
    }

    private Optional<Rejection> lease(Put put) {
        return put.lease() == 0 || leaseExists.test(put.lease())
                ? Optional.empty()
                : Optional.of(rejections.leaseNotFound(put.key(), put.lease()));
    }
}
