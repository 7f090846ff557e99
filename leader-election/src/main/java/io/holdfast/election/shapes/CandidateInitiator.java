package io.holdfast.election.shapes;

import io.holdfast.client.HoldfastClient;
import io.holdfast.election.CandidateState;
import io.holdfast.election.LeaderElection;
import io.holdfast.election.LeaderElectionBuilder;
import io.holdfast.election.Leadership;

/**
 * Runs a {@link Candidate}: the shape of Spring Integration's initiators. What the candidate throws is reported; if {@code
 * onGranted} throws, it resigns, because it does not do what a leader has to.
 */
public final class CandidateInitiator implements AutoCloseable {
    private final Candidate candidate;
    private final LeaderElection election;

    /**
     * Stands for election.
     *
     * @param builder how; the candidate's id is set by this, the election should be its role ({@link #builder})
     */
    public CandidateInitiator(LeaderElectionBuilder builder, Candidate candidate) {
        this.candidate = candidate;
        this.election = builder.candidate(candidate.getId()).build();
        election.onStateChange(this::changed);
        election.stand();
    }

    /** A builder of the candidate's election. */
    public static LeaderElectionBuilder builder(HoldfastClient client, Candidate candidate) {
        return LeaderElection.builder(client, candidate.getRole());
    }

    /** The election beneath. */
    public LeaderElection election() {
        return election;
    }

    private void changed(CandidateState state) {
        if (state instanceof CandidateState.Leading leading) {
            granted(leading.leadership());
        } else if (state instanceof CandidateState.Lost lost) {
            candidate.onRevoked(new Grant(election, lost.leadership()));
        }
    }

    private void granted(Leadership leadership) {
        Grant grant = new Grant(election, leadership);
        boolean well = false;
        try {
            candidate.onGranted(grant);
            well = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!well) {
                grant.yield();
            }
        }
    }

    /** Resigns or withdraws, and ends; the wait for the cluster is bounded. */
    @Override
    public void close() {
        election.close();
    }

    /**
     * One grant.
     *
     * @param election of which election
     * @param leadership the grant
     */
    private record Grant(LeaderElection election, Leadership leadership) implements Context {
        @Override
        public boolean isLeader() {
            return leadership.isLeader();
        }

        @Override
        @SuppressWarnings("NamedLikeContextualKeyword")
        public void yield() {
            if (leadership.isLeader()) {
                election.resignAsync();
            }
        }

        @Override
        public String getRole() {
            return leadership.election();
        }
    }
}
