package io.holdfast.client;

import io.holdfast.model.session.SessionEnd;
import java.util.Objects;

/**
 * How a session ended.
 *
 * @param end the kind of end; UNKNOWN if nobody could be asked, or nobody remembers
 * @param message the circumstances, for people: when, and by whom
 */
public record SessionEnding(SessionEnd end, String message) {
    /** Refuses null. */
    public SessionEnding {
        Objects.requireNonNull(end, "end");
        Objects.requireNonNull(message, "message");
    }
}
