package io.holdfast.wire;

import io.holdfast.model.ClusterDescription;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import java.util.Objects;

/** What became of one operation. */
public sealed interface Result {
    /** The client's id of the operation. */
    long id();

    /**
     * It was carried out, or rejected by the state machine.
     *
     * @param id the operation's id
     * @param outcome the answer
     */
    record Answered(long id, Outcome outcome) implements Result {
        /** Refuses null. */
        public Answered {
            Objects.requireNonNull(outcome, "outcome");
        }
    }

    /**
     * It could not be carried out, or nobody can tell.
     *
     * @param id the operation's id
     * @param failure why
     */
    record Failed(long id, Failure failure) implements Result {
        /** Refuses null. */
        public Failed {
            Objects.requireNonNull(failure, "failure");
        }
    }

    /**
     * The cluster, as asked.
     *
     * @param id the operation's id
     * @param description what the node knows
     */
    record Described(long id, ClusterDescription description) implements Result {
        /** Refuses null. */
        public Described {
            Objects.requireNonNull(description, "description");
        }
    }
}
