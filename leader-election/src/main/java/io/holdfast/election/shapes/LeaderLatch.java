package io.holdfast.election.shapes;

import io.holdfast.client.ClosedException;
import io.holdfast.client.Registration;
import io.holdfast.election.CandidateState;
import io.holdfast.election.LeaderElection;
import io.holdfast.election.LeaderElectionBuilder;
import io.holdfast.election.Leadership;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The shape of Curator's latch. Unlike there, losing the leadership is followed by another campaign without anything to do,
 * {@link #hasLeadership} is checked against a deadline, and {@link #leadership} has the fencing token.
 *
 * <pre>{@code
 * LeaderLatch latch = new LeaderLatch(LeaderElection.builder(client, "billing"));
 * latch.start();
 * latch.await();
 * }</pre>
 */
public final class LeaderLatch implements AutoCloseable {
    /** What closing a latch that leads tells its listeners. */
    public enum CloseMode {
        /** Nothing. */
        SILENT,
        /** {@link LeaderLatchListener#notLeader}. */
        NOTIFY_LEADER
    }

    private final LeaderElection election;
    private final CopyOnWriteArrayList<Registration> listening = new CopyOnWriteArrayList<>();

    /** A latch that does not stand yet. */
    public LeaderLatch(LeaderElectionBuilder builder) {
        this.election = builder.build();
    }

    /** Stands for election. */
    public void start() {
        election.stand();
    }

    /**
     * Waits to lead.
     *
     * @throws ClosedException if the latch is closed
     */
    public void await() {
        election.awaitLeadership();
    }

    /** Waits to lead for at most so long, and says whether it came to that. */
    public boolean await(Duration timeout) {
        return election.awaitLeadership(timeout).isPresent();
    }

    /** Whether it leads for certain now. */
    public boolean hasLeadership() {
        return election.isLeader();
    }

    /** What it leads by, if it does for certain now. */
    public Optional<Leadership> leadership() {
        return election.leadership();
    }

    /** The candidate's name. */
    public String getId() {
        return election.candidate();
    }

    /** The election beneath. */
    public LeaderElection election() {
        return election;
    }

    /** Lets a listener hear gains and losses from now on; if it leads already, of that too. On the election's executor. */
    public Registration addListener(LeaderLatchListener listener) {
        Registration registration = election.onStateChange(state -> {
            if (state instanceof CandidateState.Leading) {
                listener.isLeader();
            } else if (state instanceof CandidateState.Lost) {
                listener.notLeader();
            }
        });
        listening.add(registration);
        return registration;
    }

    /** {@link #close(CloseMode)}, silently, as there. */
    @Override
    public void close() {
        close(CloseMode.SILENT);
    }

    /** Resigns or withdraws, and ends; the wait for the cluster is bounded. */
    public void close(CloseMode mode) {
        if (mode == CloseMode.SILENT) {
            listening.forEach(Registration::close);
        }
        election.close();
    }
}
