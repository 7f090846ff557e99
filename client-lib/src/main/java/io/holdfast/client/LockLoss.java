package io.holdfast.client;

import io.holdfast.model.lock.LockEnd;
import java.util.Objects;

/**
 * How a lock was lost.
 *
 * @param end the kind of end
 * @param message the circumstances, for people: by whom and why, as far as it is known
 */
public record LockLoss(LockEnd end, String message) {
    /** Refuses null. */
    public LockLoss {
        Objects.requireNonNull(end, "end");
        Objects.requireNonNull(message, "message");
    }
}
