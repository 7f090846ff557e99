package io.holdfast.server.lease;

import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.Query;
import io.holdfast.server.port.Completion;
import io.holdfast.server.port.Reader;

/** Proof that this node still led, in the term it led in before, at a moment after the question. */
@FunctionalInterface
public interface Barrier {
    /**
     * Begins one. Never blocks.
     *
     * @param deadlineNanos {@link System#nanoTime} by which there is a verdict
     * @param listener hears exactly one verdict, on any thread, possibly before this method returns
     */
    void begin(long deadlineNanos, Listener listener);

    /** Who waits for the verdict. Must not block and must not throw. */
    interface Listener {
        /** It held, and everything committed before it began is applied here. */
        void passed();

        /** It did not hold in time. */
        void failed(Failure failure);
    }

    /**
     * The barrier that linearizable reads share: a query that is answered proves what a barrier proves. (A follower may
     * have a read confirmed by its leader. Whoever leads in the same term before and after asked nobody.)
     *
     * @param probe the cheapest query there is
     */
    static Barrier of(Reader reader, Query probe) {
        return (deadlineNanos, listener) -> reader.read(probe, deadlineNanos, new Completion() {
            @Override
            public void answered(Outcome outcome) {
                listener.passed();
            }

            @Override
            public void failed(Failure failure) {
                listener.failed(failure);
            }
        });
    }
}
