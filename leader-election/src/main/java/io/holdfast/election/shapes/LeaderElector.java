package io.holdfast.election.shapes;

import io.holdfast.client.CallInterruptedException;
import io.holdfast.client.ElectedLeader;
import io.holdfast.client.ElectionUpdate;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.OperationOutcome;
import io.holdfast.election.CandidateState;
import io.holdfast.election.ElectionObserver;
import io.holdfast.election.LeaderElection;
import io.holdfast.election.LeaderElectionBuilder;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The shape of Kubernetes' leader elector: {@link #run} blocks. Unlike there it returns only when it is closed, not when the
 * leadership is lost: it stands again by itself.
 *
 * <pre>{@code
 * LeaderElector elector = LeaderElector.of(client, LeaderElection.builder(client, "billing"), callbacks);
 * elector.run();
 * }</pre>
 */
public final class LeaderElector implements Runnable, AutoCloseable {
    private final LeaderElection election;
    private final ElectionObserver observer;
    private final CountDownLatch over = new CountDownLatch(1);
    private final LeaderCallbacks callbacks;
    private @Nullable Long told; // Confined to the calls of the observer's listener.

    LeaderElector(LeaderElectionBuilder builder, ElectionObserver observer, LeaderCallbacks callbacks) {
        this.callbacks = callbacks;
        this.observer = observer;
        this.election = builder.build();
        election.onStateChange(this::changed);
        observer.onUpdate(this::heard);
    }

    /** An elector that stands when it is run; it observes the election from now on. */
    public static LeaderElector of(HoldfastClient client, LeaderElectionBuilder builder, LeaderCallbacks callbacks) {
        return new LeaderElector(builder, ElectionObserver.of(client, builder.election()), callbacks);
    }

    private void changed(CandidateState state) {
        if (state instanceof CandidateState.Leading leading) {
            callbacks.onStartedLeading(leading.leadership());
        } else if (state instanceof CandidateState.Lost) {
            callbacks.onStoppedLeading();
        } else if (state instanceof CandidateState.Closed) {
            over.countDown();
        }
    }

    private void heard(ElectionUpdate update) {
        Optional<ElectedLeader> leader = update instanceof ElectionUpdate.Elected elected
                ? Optional.of(elected.leader())
                : update instanceof ElectionUpdate.Current current ? current.leader() : Optional.empty();
        leader.filter(one -> told == null || told != one.token()).ifPresent(one -> {
            told = one.token();
            callbacks.onNewLeader(one.candidate());
        });
    }

    /** Stands, and blocks until it is closed, or its client is. An interrupt closes it, and stays set. */
    @Override
    public void run() {
        election.stand();
        try {
            over.await();
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new CallInterruptedException(
                    OperationOutcome.NOT_APPLIED, null, "interrupted while standing for " + election.name(), e);
        }
    }

    /** The election beneath. */
    public LeaderElection election() {
        return election;
    }

    /** Whether it leads for certain now. */
    public boolean isLeader() {
        return election.isLeader();
    }

    /** Resigns or withdraws, and ends; the wait for the cluster is bounded. */
    @Override
    public void close() {
        observer.close();
        election.close();
    }
}
