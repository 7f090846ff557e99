package io.holdfast.client.internal.lock;

import io.holdfast.client.internal.Ended;
import io.holdfast.client.internal.SessionLife;
import io.holdfast.model.lock.LockEnd;
import java.util.Objects;

/**
 * How a hold was lost.
 *
 * @param end the kind of end
 * @param message the circumstances, for people
 */
public record Loss(LockEnd end, String message) {
    /** Refuses null. */
    public Loss {
        Objects.requireNonNull(end, "end");
        Objects.requireNonNull(message, "message");
    }

    /** Lost with a session that is over, or of which nobody can be certain any more. */
    static Loss with(SessionLife life) {
        Ended known = life.knownEnd();
        return known == null
                ? new Loss(LockEnd.SESSION_EXPIRED, "no heartbeat of the session was acknowledged in time")
                : new Loss(
                        switch (known.end()) {
                            case EXPIRED -> LockEnd.SESSION_EXPIRED;
                            case CLOSED -> LockEnd.SESSION_CLOSED;
                            case KILLED -> LockEnd.SESSION_KILLED;
                            case UNKNOWN -> LockEnd.UNKNOWN;
                        },
                        known.message());
    }
}
