package io.holdfast.client;

import io.holdfast.model.outcome.Reason;
import java.util.Objects;
import java.util.Optional;

/**
 * What became of a write, for good: {@link HoldfastClient#outcome} never answers twice differently, except that an
 * {@link Applied} may turn into {@link Forgotten} when its session ends.
 *
 * <pre>{@code
 * RequestOutcome outcome = client.awaitOutcome(requestId);
 * if (outcome instanceof RequestOutcome.Applied applied) {
 *     log("applied at revision " + applied.revision());
 * } else if (outcome instanceof RequestOutcome.NotApplied) {
 *     log("safe to do again");
 * }
 * }</pre>
 */
public sealed interface RequestOutcome {
    /** The same in one word. */
    OperationOutcome outcome();

    /**
     * It was applied, once.
     *
     * @param revision the revision of its answer
     * @param reply its answer; empty if that was too large to be kept, or is not one about keys
     */
    record Applied(long revision, Optional<OperationReply> reply) implements RequestOutcome {
        /** Refuses null. */
        public Applied {
            Objects.requireNonNull(reply, "reply");
        }

        @Override
        public OperationOutcome outcome() {
            return OperationOutcome.APPLIED;
        }
    }

    /**
     * It was not applied, and never will be: either the cluster refused it, or it had not come by the time of the question,
     * which closed its name.
     *
     * @param reason why the cluster refused it; empty if it never came
     * @param message the same for people
     */
    record NotApplied(Optional<Reason> reason, String message) implements RequestOutcome {
        /** Refuses null. */
        public NotApplied {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(message, "message");
        }

        @Override
        public OperationOutcome outcome() {
            return OperationOutcome.NOT_APPLIED;
        }
    }

    /**
     * Nobody can tell, ever: its session ended, or the client had so many later writes that it gave the name up (half of
     * {@value io.holdfast.model.Limits#MAX_OPEN_REQUESTS}). Only the data can tell.
     *
     * @param reason SESSION_NOT_FOUND or STALE_REQUEST
     * @param message the circumstances, for people
     */
    record Forgotten(Reason reason, String message) implements RequestOutcome {
        /** Refuses null. */
        public Forgotten {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(message, "message");
        }

        @Override
        public OperationOutcome outcome() {
            return OperationOutcome.UNKNOWN;
        }
    }
}
