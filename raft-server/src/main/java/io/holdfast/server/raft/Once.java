package io.holdfast.server.raft;

import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.server.port.Completion;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A completion that hears exactly one answer, whoever comes first. Safe for any thread.
 */
final class Once {
    private final Completion completion;
    private final AtomicBoolean open = new AtomicBoolean(true);

    Once(Completion completion) {
        this.completion = completion;
    }

    /** Whether no answer was given yet. */
    boolean isOpen() {
        return open.get();
    }

    /** It goes into a log entry at this moment of the monotonic clock. */
    void begun(long nanos) {
        completion.begun(nanos);
    }

    void answered(Outcome outcome) {
        if (open.compareAndSet(true, false)) {
            completion.answered(outcome);
        }
    }

    void failed(Failure failure) {
        if (open.compareAndSet(true, false)) {
            completion.failed(failure);
        }
    }

    void flush() {
        completion.flush();
    }
}
