package io.holdfast.wire;

import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import java.util.List;
import java.util.Objects;

/** What a node answers another. */
public sealed interface PeerReply {
    /**
     * What the answering node knows of the asking node's disk.
     *
     * @param answer the kind of knowledge
     * @param storage the recorded storage id with {@link Answer#RECORDED}, else empty
     * @param cluster which cluster of the name the answering node belongs to: an id, or empty if the cluster was never
     *     restored from a backup
     */
    record Identified(Answer answer, String storage, String cluster) implements PeerReply {
        /** Refuses null, and a storage id that does not go with the answer. */
        public Identified {
            Objects.requireNonNull(answer, "answer");
            Objects.requireNonNull(storage, "storage");
            Objects.requireNonNull(cluster, "cluster");
            if ((answer == Answer.RECORDED) == storage.isEmpty()) {
                throw new IllegalArgumentException("storage '" + storage + "' does not go with " + answer);
            }
        }

        /** The member table has this storage id for the node. */
        public static Identified recorded(String storage) {
            return new Identified(Answer.RECORDED, storage, "");
        }

        /** An answer without a storage id. */
        public static Identified of(Answer answer) {
            return new Identified(answer, "", "");
        }

        /** The same from a member of this cluster. */
        public Identified in(String id) {
            return new Identified(answer, storage, id);
        }
    }

    /** What a node knows of another's disk. */
    enum Answer {
        /** The answering node has no state of its own yet. */
        EMPTY,
        /** The member table names a storage id for the node. */
        RECORDED,
        /** The answering node has a state, and no record of the node in it. */
        NO_RECORD,
        /** The answering node cannot tell at the moment. */
        NOT_READY
    }

    /** The answer to {@link PeerRequest.Register}. */
    sealed interface Registration extends PeerReply {}

    /**
     * The registration was applied or rejected.
     *
     * @param outcome {@link Outcome.Registered} or {@link Outcome.Rejection}
     */
    record Registered(Outcome outcome) implements Registration {
        /** Refuses null. */
        public Registered {
            Objects.requireNonNull(outcome, "outcome");
        }
    }

    /**
     * The registration could not be carried out, or nobody can tell.
     *
     * @param failure why
     */
    record NotRegistered(Failure failure) implements Registration {
        /** Refuses null. */
        public NotRegistered {
            Objects.requireNonNull(failure, "failure");
        }
    }

    /** The answer to {@link PeerRequest.ReadIndex}. */
    sealed interface ReadIndexed extends PeerReply {}

    /**
     * The answering node led at a moment after the question came.
     *
     * @param index whatever was committed before that moment lies at or below it
     */
    record Index(long index) implements ReadIndexed {}

    /**
     * The answering node does not lead, or cannot tell.
     *
     * @param failure why
     */
    record NoIndex(Failure failure) implements ReadIndexed {
        /** Refuses null. */
        public NoIndex {
            Objects.requireNonNull(failure, "failure");
        }
    }

    /** The answer to {@link PeerRequest.Propose}. */
    sealed interface Proposed extends PeerReply {}

    /** The entry stands in the answering node's log; whether it is applied, the log will tell. */
    record Accepted() implements Proposed {}

    /**
     * The entry does not stand in the answering node's log, and will not by this call.
     *
     * @param failure why, NOT_APPLIED
     */
    record NotAccepted(Failure failure) implements Proposed {
        /** Refuses null. */
        public NotAccepted {
            Objects.requireNonNull(failure, "failure");
        }
    }

    /**
     * A part of the answer to {@link PeerRequest.AskLeases}.
     *
     * @param results {@link Result.Renewed}, {@link Result.Lives} or {@link Result.Failed}; over all parts one for each
     *     request, with its id, in any order
     */
    record LeasesTold(List<Result> results) implements PeerReply {
        /** Copies the list. */
        public LeasesTold {
            results = List.copyOf(results);
        }
    }
}
