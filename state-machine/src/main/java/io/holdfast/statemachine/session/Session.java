package io.holdfast.statemachine.session;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.session.SessionRecord;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.statemachine.digest.ContentHash;
import io.holdfast.statemachine.tree.LongKey;

/**
 * What never changes in a session.
 *
 * @param place where it stands in the table
 * @param openedRevision the revision of its first answer, which every repetition gets
 * @param content the hash of all of this
 */
record Session(
        Bytes place,
        long id,
        long lease,
        String client,
        String principal,
        String address,
        long openedMillis,
        long openedRevision,
        long ttlMillis,
        long graceMillis,
        long content) {
    static Session opened(SessionCommand.Open open, long lease, long ttlMillis, long millis, long revision) {
        return of(new SnapshotRow.Session(
                open.session(),
                lease,
                open.client(),
                open.principal(),
                open.address(),
                millis,
                revision,
                ttlMillis,
                open.graceMillis(),
                ReplyWindow.EMPTY.floor()));
    }

    /** All of the row but its floor, which changes. */
    static Session of(SnapshotRow.Session row) {
        return new Session(
                LongKey.of(row.session()),
                row.session(),
                row.lease(),
                row.client(),
                row.principal(),
                row.address(),
                row.openedMillis(),
                row.openedRevision(),
                row.ttlMillis(),
                row.graceMillis(),
                content(row));
    }

    /** Not from the cached number, but anew. */
    long recomputedContent() {
        return content(row(0));
    }

    private static long content(SnapshotRow.Session row) {
        String[] texts = {row.client(), row.principal(), row.address()};
        long hash = ContentHash.ofSession(
                new long[] {row.session(), row.lease(), row.openedMillis(), row.openedRevision(), row.ttlMillis()},
                texts);
        // Sessions without one keep the hash that they had before there was any.
        return row.graceMillis() == 0 ? hash : ContentHash.withGrace(hash, row.graceMillis());
    }

    SnapshotRow.Session row(long floor) {
        return new SnapshotRow.Session(
                id, lease, client, principal, address, openedMillis, openedRevision, ttlMillis, graceMillis, floor);
    }

    SessionRecord record(int keys) {
        return new SessionRecord(id, lease, client, principal, address, openedMillis, ttlMillis, graceMillis, keys);
    }
}
