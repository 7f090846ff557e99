package io.holdfast.client;

import io.holdfast.model.lock.LockRecord;
import java.util.List;

/**
 * A page of a listing of locks.
 *
 * @param revision the store's revision when it was made
 * @param locks the locks, in order of their names
 * @param more whether there are more: ask again after the last name
 */
public record LockPage(long revision, List<LockRecord> locks, boolean more) {
    /** Copies the list. */
    public LockPage {
        locks = List.copyOf(locks);
    }
}
