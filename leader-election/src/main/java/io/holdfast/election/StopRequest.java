package io.holdfast.election;

import java.time.Duration;
import java.util.Objects;

/**
 * Why a {@link LeaderTask} is to stop.
 *
 * @param reason the kind
 * @param message the circumstances, for people
 * @param deadline how long after this request the task's thread is interrupted
 */
public record StopRequest(Reason reason, String message, Duration deadline) {
    /** Refuses null. */
    public StopRequest {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(deadline, "deadline");
    }

    /** The kinds. */
    public enum Reason {
        /** The runner steps down or is closed: it leads yet, and hands over when the task has returned, or at the deadline. */
        DRAIN,
        /** It does not lead any more: stop at once, and write nothing without the fence. May follow DRAIN. */
        LOST
    }
}
