package io.holdfast.statemachine.lock;

import io.holdfast.model.Bytes;
import io.holdfast.model.lock.ElectionChange;
import io.holdfast.model.snapshot.LockRow;
import io.holdfast.statemachine.digest.ContentHash;
import io.holdfast.statemachine.tree.LongKey;

/**
 * A remembered change of an election.
 *
 * @param order where it stands among the changes of all elections
 * @param place where it stands among those of its own
 * @param change the change
 * @param previous a lower number: no other change of the election lies between it and this one
 */
record PastChange(Bytes order, Bytes place, ElectionChange change, long previous) {
    static PastChange of(ElectionChange change, long previous) {
        Bytes place = LockKey.of(Bytes.utf8(change.election()), change.number());
        return new PastChange(LongKey.of(change.number()), place, change, previous);
    }

    /** The hash of it. The message is left out: its wording may change between releases. */
    long content() {
        return ContentHash.ofElectionChange(
                new long[] {
                    change.number(),
                    change.step().number(),
                    change.token(),
                    change.session(),
                    change.end().number(),
                    change.atMillis(),
                    previous
                },
                new String[] {change.election(), change.candidate(), change.client()},
                change.value());
    }

    LockRow.Change row() {
        return new LockRow.Change(change, previous);
    }
}
