package io.holdfast.election;

import io.holdfast.client.LockLoss;
import java.util.Objects;

/**
 * Where a candidate stands.
 *
 * <pre>
 *             elected            lost, resigned
 * Waiting ───────────▶ Leading ─────────────────▶ Lost
 *    ▲ └─ failed: paused, stands again ─┐           │
 *    └──────────────────────────────────┴───────────┘ stands again, or is withdrawn
 * any ──closed──▶ Closed          (from Leading by way of Lost)
 * </pre>
 *
 * Each Leading is followed by exactly one Lost before anything else is told, whatever fails. Closed is final. What is told
 * follows what happens: whether a candidate leads at this very moment says {@link Leadership#isLeader}.
 */
public sealed interface CandidateState {
    /**
     * It does not lead.
     *
     * @param phase what it waits for
     * @param failures how many campaigns or short tenures in a row have failed; 0 if the last one went well
     */
    record Waiting(Phase phase, int failures) implements CandidateState {
        /** Refuses null. */
        public Waiting {
            Objects.requireNonNull(phase, "phase");
        }
    }

    /**
     * It was elected.
     *
     * @param leadership what it leads by
     */
    record Leading(Leadership leadership) implements CandidateState {
        /** Refuses null. */
        public Leading {
            Objects.requireNonNull(leadership, "leadership");
        }
    }

    /**
     * It led, does not any more, and does not stand again yet.
     *
     * @param leadership what it led by
     * @param how how that ended; {@link io.holdfast.model.lock.LockEnd#RELEASED} if it resigned, was withdrawn or closed
     */
    record Lost(Leadership leadership, LockLoss how) implements CandidateState {
        /** Refuses null. */
        public Lost {
            Objects.requireNonNull(leadership, "leadership");
            Objects.requireNonNull(how, "how");
        }
    }

    /** It will not stand again. */
    record Closed() implements CandidateState {}

    /** What a candidate that does not lead waits for. */
    enum Phase {
        /** To be told to stand: it was not yet, or was withdrawn. */
        WITHDRAWN,
        /** To be elected: it stands in line, or is on its way there. */
        STANDING,
        /** For a pause to pass: the last campaign failed. */
        PAUSING
    }
}
