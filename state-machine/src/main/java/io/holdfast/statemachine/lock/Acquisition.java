package io.holdfast.statemachine.lock;

import io.holdfast.model.Bytes;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockMode;
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

    /** This acquisition, publishing something else. */
    Acquisition publishing(Bytes value) {
        return new Acquisition(place, session, number, name, lock, claim.publishing(value));
    }

    /**
     * Whether a claim asks for the same: but for what a candidate publishes, of which the last word may have come later.
     */
    boolean asksFor(LockClaim other) {
        return claim.equals(other)
                || (claim.mode() == LockMode.LEADER
                        && claim.publishing(other.value()).equals(other));
    }

    Scope scope() {
        return new Scope(session, claim.owner());
    }
}
