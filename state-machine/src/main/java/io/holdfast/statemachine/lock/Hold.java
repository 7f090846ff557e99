package io.holdfast.statemachine.lock;

import io.holdfast.model.Bytes;
import io.holdfast.model.lock.HoldRecord;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.session.SessionRecord;
import io.holdfast.model.snapshot.LockRow;
import io.holdfast.statemachine.digest.ContentHash;

/**
 * A hold.
 *
 * @param token its fencing token
 */
record Hold(Bytes place, Bytes scoped, Acquisition acquisition, long token, long sinceMillis) implements Stake {
    static Hold of(Acquisition acquisition, long token, long sinceMillis) {
        Bytes scoped = acquisition.isScoped() ? acquisition.scope().placeOfHold(acquisition) : Bytes.EMPTY;
        return new Hold(LockKey.of(acquisition.lock(), token), scoped, acquisition, token, sinceMillis);
    }

    /** This hold, publishing something else. */
    Hold publishing(Bytes value) {
        return new Hold(place, scoped, acquisition.publishing(value), token, sinceMillis);
    }

    @Override
    public long content() {
        LockClaim claim = acquisition.claim();
        long content = ContentHash.ofHold(
                new long[] {
                    acquisition.session(),
                    acquisition.number(),
                    token,
                    claim.mode().number(),
                    claim.permits(),
                    claim.limit(),
                    claim.maxHoldMillis(),
                    claim.delayMillis(),
                    sinceMillis
                },
                new String[] {acquisition.name(), claim.owner(), claim.label()});
        return claim.mode() == LockMode.LEADER
                ? ContentHash.ofCandidate(content, claim.priority(), claim.value())
                : content;
    }

    LockRow.Hold row() {
        return new LockRow.Hold(acquisition.session(), acquisition.number(), token, acquisition.claim(), sinceMillis);
    }

    HoldRecord record(SessionRecord session) {
        return new HoldRecord(
                acquisition.session(),
                acquisition.number(),
                token,
                acquisition.claim(),
                sinceMillis,
                session.client(),
                session.principal(),
                session.address());
    }
}
