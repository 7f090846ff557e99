package io.holdfast.election;

import io.holdfast.client.CallInterruptedException;
import io.holdfast.client.ClosedException;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.Registration;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * One candidate of one election, which stands again by itself whatever happens, until it is closed or withdrawn.
 *
 * <pre>{@code
 * try (LeaderElection election = LeaderElection.builder(client, "billing").candidate("node-7").value("10.0.0.7:80").start()) {
 *     Leadership leadership = election.awaitLeadership();
 *     while (leadership.isLeader()) {
 *         kv.put(key, nextInvoice(), PutOptions.DEFAULT.onlyIf(leadership.fence()));
 *     }
 * }
 * }</pre>
 *
 * <p><b>It does not die unseen.</b> A campaign that fails, for whatever reason, is followed by a pause (doubling, with
 * jitter) and another one; {@link #state}, {@link #lastFailure}, the listeners and the log say so. A listener that throws is
 * reported and ends nothing. Only a closed client ends it, and then it says Closed.
 *
 * <p>Safe for any thread; owns none. Its steps are short and run on the threads that bring the news (of the caller, of the
 * client's callbacks, of its executor); listeners run on its executor.
 */
public interface LeaderElection extends AutoCloseable {
    /** Begins a candidate of an election. */
    static LeaderElectionBuilder builder(HoldfastClient client, String election) {
        return new LeaderElectionBuilder(
                client.elections(),
                client::openSession,
                election,
                client.config().name());
    }

    /** The election's name. */
    String name();

    /** The name it stands under. */
    String candidate();

    /** Where it stands, as listeners are told. */
    CandidateState state();

    /** What it leads by, if it leads for certain now. */
    Optional<Leadership> leadership();

    /** Whether it leads for certain now. */
    default boolean isLeader() {
        return leadership().isPresent();
    }

    /** What went wrong last, since it was made. */
    Optional<CampaignFailure> lastFailure();

    /** {@link #onStateChange(Consumer, Executor)} on the election's executor. */
    Registration onStateChange(Consumer<CandidateState> listener);

    /**
     * Lets a listener hear the present state and then every change, in order, one call at a time. Listeners do not wait for
     * each other: a slow one delays itself only.
     */
    Registration onStateChange(Consumer<CandidateState> listener, Executor executor);

    /** Stands, and does so again whenever it has to; does nothing if it does already, or is closed. */
    void stand();

    /**
     * Gives up its place, or resigns in favour of whoever is next, and stands no more until {@link #stand}.
     *
     * @return completes when the cluster has freed what was led; at once if it did not lead
     */
    CompletableFuture<Void> withdrawAsync();

    /** {@link #withdrawAsync}, and waits for it. */
    default void withdraw() {
        Waits.answer(withdrawAsync());
    }

    /**
     * Resigns in favour of whoever is next in line; leads no more when this returns. It stands again when another leads, or
     * when nobody else wants to, at the latest after the hold-off: so it does not win again at once unless it is alone.
     *
     * @return whether it led, when the cluster has freed it; fails as any call may (it leads no more all the same)
     */
    CompletableFuture<Boolean> resignAsync();

    /** {@link #resignAsync()}, and waits for it. */
    default boolean resign() {
        return Waits.answer(resignAsync());
    }

    /**
     * Resigns in favour of a candidate, and stands again as after {@link #resignAsync()}.
     *
     * @param successor its name
     * @return whether it led, when the successor leads. Fails with {@code RejectedException} NO_SUCH_CANDIDATE if none of
     *     that name stands: then this one goes on leading
     */
    CompletableFuture<Boolean> resignAsync(String successor);

    /** {@link #resignAsync(String)}, and waits for it. */
    default boolean resign(String successor) {
        return Waits.answer(resignAsync(successor));
    }

    /**
     * Completes, on the executor, when it leads; at once if it does. Fails with {@link ClosedException} when the election is
     * closed. Cancel it if it is not wanted any more.
     */
    CompletableFuture<Leadership> leadershipAsync();

    /**
     * Waits to lead.
     *
     * @throws ClosedException if the election is closed
     * @throws CallInterruptedException if the thread is interrupted, whose flag stays set
     */
    default Leadership awaitLeadership() {
        return Waits.answer(leadershipAsync());
    }

    /** {@link #awaitLeadership()} for at most so long; empty if that was not enough. The candidate goes on standing. */
    default Optional<Leadership> awaitLeadership(Duration timeout) {
        return Waits.answer(leadershipAsync(), timeout);
    }

    /**
     * Withdraws or resigns, ends its own session if it has one, and stands no more: on this side at once.
     *
     * @return completes when the cluster knows; fails as any call may, and then the cluster learns it by the session's end
     */
    CompletableFuture<Void> closeAsync();

    /** {@link #closeAsync}, and waits for at most the patience it was built with: 5 s by default. Logs if that was too little. */
    @Override
    void close();
}
