package io.holdfast.model.lock;

import java.util.Objects;

/**
 * A condition on a write: the hold that was granted with this token must still be there.
 *
 * @param name the lock
 * @param token the fencing token of the grant
 */
public record LockGuard(String name, long token) {
    /** Refuses null. */
    public LockGuard {
        Objects.requireNonNull(name, "name");
    }
}
