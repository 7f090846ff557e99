package io.holdfast.server.port;

import io.holdfast.model.query.Query;
import java.util.List;
import java.util.Objects;

/** Linearizable reads: all reads waiting at a moment share one leadership barrier. */
public interface Reader {
    /**
     * Takes a query up. Never blocks: too many waiting reads are answered with OVERLOADED.
     *
     * @param query what to read
     * @param deadlineNanos {@link System#nanoTime} after which the read is given up
     * @param completion hears the answer
     */
    void read(Query query, long deadlineNanos, Completion completion);

    /**
     * Takes several queries up at once: those that came in one frame should come this way, so that they share a barrier
     * instead of the first one setting off alone.
     */
    default void read(List<Lookup> lookups) {
        for (Lookup lookup : lookups) {
            read(lookup.query(), lookup.deadlineNanos(), lookup.completion());
        }
    }

    /**
     * One query to take up.
     *
     * @param query what to read
     * @param deadlineNanos as in {@link #read(Query, long, Completion)}
     * @param completion hears the answer
     */
    record Lookup(Query query, long deadlineNanos, Completion completion) {
        /** Refuses null. */
        public Lookup {
            Objects.requireNonNull(query, "query");
            Objects.requireNonNull(completion, "completion");
        }
    }
}
