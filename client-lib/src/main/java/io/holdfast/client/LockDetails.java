package io.holdfast.client;

import io.holdfast.model.lock.HoldRecord;
import io.holdfast.model.lock.LockRecord;
import io.holdfast.model.lock.WaitRecord;
import java.util.List;
import java.util.Objects;

/**
 * One lock: who holds it, since when, from where, and who waits.
 *
 * @param revision the store's revision when it was looked up
 * @param lock the lock
 * @param holders its holders in order of their tokens; as many as were asked for and fit ({@link LockRecord#holders} is how
 *     many there are)
 * @param waiters the head of its queue, in order; as many as were asked for and fit
 */
public record LockDetails(long revision, LockRecord lock, List<HoldRecord> holders, List<WaitRecord> waiters) {
    /** Copies the lists. */
    public LockDetails {
        Objects.requireNonNull(lock, "lock");
        holders = List.copyOf(holders);
        waiters = List.copyOf(waiters);
    }
}
