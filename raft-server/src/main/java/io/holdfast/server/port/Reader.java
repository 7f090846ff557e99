package io.holdfast.server.port;

import io.holdfast.model.query.Query;

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
}
