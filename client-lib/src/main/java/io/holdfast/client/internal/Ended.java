package io.holdfast.client.internal;

import io.holdfast.model.session.SessionEnd;
import java.util.Objects;

/**
 * How a session ended.
 *
 * @param end the kind of end; UNKNOWN if nobody could be asked, or nobody remembers
 * @param message the circumstances: when, and by whom
 */
public record Ended(SessionEnd end, String message) {
    /** Refuses null. */
    public Ended {
        Objects.requireNonNull(end, "end");
        Objects.requireNonNull(message, "message");
    }
}
