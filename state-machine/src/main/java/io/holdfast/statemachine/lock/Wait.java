package io.holdfast.statemachine.lock;

import io.holdfast.model.Bytes;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.WaitRecord;
import io.holdfast.model.session.SessionRecord;
import io.holdfast.model.snapshot.LockRow;
import io.holdfast.statemachine.digest.ContentHash;

/**
 * A place in line.
 *
 * @param ticket lower ones come first
 */
record Wait(Bytes place, Bytes scoped, Acquisition acquisition, long ticket, long sinceMillis) implements Stake {
    static Wait of(Acquisition acquisition, long ticket, long sinceMillis) {
        Bytes scoped = acquisition.isScoped() ? acquisition.scope().placeOfWait(acquisition) : Bytes.EMPTY;
        return new Wait(LockKey.of(acquisition.lock(), ticket), scoped, acquisition, ticket, sinceMillis);
    }

    @Override
    public long content() {
        LockClaim claim = acquisition.claim();
        return ContentHash.ofWait(
                new long[] {
                    acquisition.session(),
                    acquisition.number(),
                    ticket,
                    claim.mode().number(),
                    claim.permits(),
                    claim.limit(),
                    claim.maxHoldMillis(),
                    claim.delayMillis(),
                    sinceMillis
                },
                new String[] {acquisition.name(), claim.owner(), claim.label()});
    }

    LockRow.Wait row() {
        return new LockRow.Wait(acquisition.session(), acquisition.number(), ticket, acquisition.claim(), sinceMillis);
    }

    WaitRecord record(SessionRecord session) {
        return new WaitRecord(
                acquisition.session(),
                acquisition.number(),
                ticket,
                acquisition.claim(),
                sinceMillis,
                session.client(),
                session.principal(),
                session.address());
    }
}
