package io.holdfast.server.port;

import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Freshness;
import io.holdfast.model.outcome.Outcome;

/**
 * Who waits for one operation. Exactly one of {@code answered} and {@link #failed} is called, once, by any thread; the
 * implementer must not block and must not throw.
 *
 * <p>Answers come in groups (one log entry, one barrier). After a group was handed out, {@link #flush} is called on each
 * of its completions, so that an implementer may gather what it sends: it must be idempotent and cheap when there is
 * nothing to send.
 */
public interface Completion {
    /**
     * The operation no longer waits: it goes into a log entry, or its query begins to run. Told before the answer, if at
     * all, perhaps more than once, of which the last counts. Locks may be held: it is to be noted and nothing else.
     *
     * @param nanos when, on {@link System#nanoTime}
     */
    default void begun(long nanos) {}

    /** The operation has an outcome (a rejection is one). */
    void answered(Outcome outcome);

    /** The read has an outcome that is so fresh. Whoever does not tell it on need not implement this. */
    default void answered(Outcome outcome, Freshness freshness) {
        answered(outcome);
    }

    /** The operation has none. */
    void failed(Failure failure);

    /** The group that this answer belonged to is complete. */
    default void flush() {}
}
