package io.holdfast.statemachine.lock;

import io.holdfast.model.Bytes;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.lock.WaitRecord;
import io.holdfast.model.session.SessionRecord;
import io.holdfast.model.snapshot.LockRow;
import io.holdfast.statemachine.digest.ContentHash;

/**
 * A place in line.
 *
 * @param candidate where it stands among those of its name in an election; empty for whoever has none
 * @param ticket lower ones come first, in an election among those of one priority
 */
record Wait(Bytes place, Bytes scoped, Bytes candidate, Acquisition acquisition, long ticket, long sinceMillis)
        implements Stake {
    static Wait of(Acquisition acquisition, long ticket, long sinceMillis) {
        Bytes scoped = acquisition.isScoped() ? acquisition.scope().placeOfWait(acquisition) : Bytes.EMPTY;
        LockClaim claim = acquisition.claim();
        boolean named = claim.mode() == LockMode.LEADER && !claim.label().isEmpty();
        Bytes candidate = named
                ? LockKey.inLine(LockKey.below(acquisition.lock(), claim.label()), claim.priority(), ticket)
                : Bytes.EMPTY;
        Bytes place = LockKey.inLine(acquisition.lock(), claim.priority(), ticket);
        return new Wait(place, scoped, candidate, acquisition, ticket, sinceMillis);
    }

    /** This wait, to publish something else. */
    Wait publishing(Bytes value) {
        return new Wait(place, scoped, candidate, acquisition.publishing(value), ticket, sinceMillis);
    }

    @Override
    public long content() {
        LockClaim claim = acquisition.claim();
        long content = ContentHash.ofWait(
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
        return claim.mode() == LockMode.LEADER
                ? ContentHash.ofCandidate(content, claim.priority(), claim.value())
                : content;
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
