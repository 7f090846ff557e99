package io.holdfast.wire;

import io.holdfast.model.ClusterDescription;
import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Freshness;
import io.holdfast.model.outcome.Outcome;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What became of one operation. */
public sealed interface Result {
    /** The client's id of the operation. */
    long id();

    /**
     * It was carried out, or rejected by the state machine.
     *
     * @param id the operation's id
     * @param outcome the answer
     * @param freshness for the answer to a read, how fresh it is; null for one that a leader gave linearizably, and for
     *     writes
     */
    record Answered(long id, Outcome outcome, @Nullable Freshness freshness) implements Result {
        /** Refuses null. */
        public Answered {
            Objects.requireNonNull(outcome, "outcome");
        }

        /** The answer to a write, or the linearizable one of a leader. */
        public Answered(long id, Outcome outcome) {
            this(id, outcome, null);
        }
    }

    /**
     * Leases were renewed, or are gone.
     *
     * @param id the operation's id
     * @param renewals one for each lease, in the order asked
     */
    record Renewed(long id, List<Renewal> renewals) implements Result {
        /** Copies the list. */
        public Renewed {
            renewals = List.copyOf(renewals);
        }
    }

    /**
     * What is left of a lease, as asked.
     *
     * @param id the operation's id
     * @param life what the leader sees
     */
    record Lives(long id, LeaseLife life) implements Result {
        /** Refuses null. */
        public Lives {
            Objects.requireNonNull(life, "life");
        }
    }

    /**
     * The stream follows the session from here on: whatever is applied on this node later is pushed. What came before has
     * to be asked for.
     *
     * @param id the operation's id
     */
    record Followed(long id) implements Result {}

    /**
     * The stream is told of the topic from here on, or no more, as asked.
     *
     * @param id the operation's id
     */
    record Subscribed(long id) implements Result {}

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
