package io.holdfast.statemachine.lock;

import io.holdfast.model.Bytes;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.statemachine.tree.LongKey;

/**
 * What somebody asks for, whether he waits for it or has it.
 *
 * @param place where it stands among all acquisitions: by session, then by number
 * @param session whose
 * @param number its number in the session
 * @param name the lock
 * @param lock the lock's place in the table
 * @param claim what is asked for
 */
record Acquisition(Bytes place, long session, long number, String name, Bytes lock, LockClaim claim) {
    static Acquisition of(long session, long number, String name, LockClaim claim) {
        return new Acquisition(placeOf(session, number), session, number, name, Bytes.utf8(name), claim);
    }

    static Bytes placeOf(long session, long number) {
        return LongKey.of(session, LongKey.of(number));
    }

    /** Whether it takes part in the search for deadlocks. */
    boolean isScoped() {
        return !claim.owner().isEmpty();
    }

    Scope scope() {
        return new Scope(session, claim.owner());
    }
}
