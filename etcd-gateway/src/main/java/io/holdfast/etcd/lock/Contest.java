package io.holdfast.etcd.lock;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.Operation;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.Compare;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.RangeQuery.SortOrder;
import io.holdfast.model.query.RangeQuery.SortTarget;
import java.util.List;

/**
 * The keys that etcd's locks and elections are made of, on whichever side they are: {@code <name>/<lease in hex>}, the
 * oldest of a name wins.
 *
 * @param name what is contended for
 * @param lease whose key it is
 */
record Contest(Bytes name, long lease) {
    /** The key of this lease. */
    Bytes key() {
        return joined(name, "/" + Long.toHexString(lease));
    }

    /** The keys of everybody who contends. */
    static KeyRange everybody(Bytes name) {
        return KeyRange.prefix(joined(name, "/"));
    }

    private static Bytes joined(Bytes name, String rest) {
        byte[] tail = Bytes.utf8(rest).sharedArray();
        byte[] joined = new byte[name.size() + tail.length];
        System.arraycopy(name.sharedArray(), 0, joined, 0, name.size());
        System.arraycopy(tail, 0, joined, name.size(), tail.length);
        return Bytes.wrap(joined);
    }

    /** Stands in line unless this lease does already; answers with the own key, if it was there, and the winner. */
    Transaction enter(Bytes value) {
        Operation winner = new Operation.Range(oldest(name));
        return new Transaction(
                List.of(stands(key(), 0)),
                List.of(new Put(key(), value, lease, false, false, false), winner),
                List.of(new Operation.Range(RangeQuery.of(KeyRange.single(key()))), winner));
    }

    /** Whether a key was created at a revision; 0 for not at all. */
    static Compare stands(Bytes key, long revision) {
        return Compare.number(KeyRange.single(key), Compare.Target.CREATE_REVISION, Compare.Relation.EQUAL, revision);
    }

    /** Takes a key away if it still is the one that was created then. */
    static Transaction leave(Bytes key, long revision) {
        return new Transaction(
                List.of(stands(key, revision)), List.of(new DeleteRange(KeyRange.single(key), false)), List.of());
    }

    /** Who wins. */
    static RangeQuery oldest(Bytes name) {
        return sorted(name, SortOrder.ASCEND, 0);
    }

    /** The youngest of those that came before a revision. */
    static RangeQuery before(Bytes name, long revision) {
        return sorted(name, SortOrder.DESCEND, revision - 1);
    }

    private static RangeQuery sorted(Bytes name, SortOrder order, long maxCreateRevision) {
        return new RangeQuery(
                everybody(name),
                0,
                1,
                SortTarget.CREATE_REVISION,
                order,
                false,
                false,
                0,
                0,
                0,
                maxCreateRevision,
                0,
                true);
    }

    /**
     * Where somebody stands after {@link #enter}.
     *
     * @param revision the revision its key was created at
     * @param wins whether nobody stands before it
     * @param found its key as it was before, if it had one
     */
    record Place(long revision, boolean wins, List<KeyValue> found) {
        static Place of(Outcome.Transaction entered) {
            List<KeyValue> found =
                    entered.succeeded() ? List.of() : keys(entered.responses().get(0));
            long revision =
                    entered.succeeded() ? entered.revision() : found.get(0).createRevision();
            List<KeyValue> winner = keys(entered.responses().get(1));
            boolean wins = winner.isEmpty() || winner.get(0).createRevision() == revision;
            return new Place(revision, wins, found);
        }

        private static List<KeyValue> keys(Outcome range) {
            return ((Outcome.Range) range).keyValues();
        }
    }
}
