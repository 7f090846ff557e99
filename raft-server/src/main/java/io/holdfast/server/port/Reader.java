package io.holdfast.server.port;

import io.holdfast.model.query.Query;
import io.holdfast.model.query.ReadLevel;
import java.util.List;
import java.util.Objects;

/**
 * Reads at the level asked for. All linearizable reads waiting at a moment share one leadership barrier; on a follower
 * they share one read index that the leader gave behind such a barrier.
 */
public interface Reader {
    /**
     * Takes a linearizable query up. Never blocks: too many waiting reads are answered with OVERLOADED.
     *
     * @param query what to read
     * @param deadlineNanos {@link System#nanoTime} after which the read is given up
     * @param completion hears the answer
     */
    default void read(Query query, long deadlineNanos, Completion completion) {
        read(List.of(new Lookup(query, deadlineNanos, completion)));
    }

    /**
     * Takes several queries up at once: those that came in one frame should come this way, so that they share a barrier
     * instead of the first one setting off alone.
     */
    void read(List<Lookup> lookups);

    /**
     * One query to take up.
     *
     * @param query what to read
     * @param level how fresh the answer must be
     * @param deadlineNanos as in {@link #read(Query, long, Completion)}
     * @param completion hears the answer
     */
    record Lookup(Query query, ReadLevel level, long deadlineNanos, Completion completion) {
        /** Refuses null. */
        public Lookup {
            Objects.requireNonNull(query, "query");
            Objects.requireNonNull(level, "level");
            Objects.requireNonNull(completion, "completion");
        }

        /** A linearizable one. */
        public Lookup(Query query, long deadlineNanos, Completion completion) {
            this(query, ReadLevel.LINEARIZABLE, deadlineNanos, completion);
        }
    }
}
