package io.holdfast.election;

import io.holdfast.client.Registration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Runs a service only while this process leads, and lets it lead only while it is healthy.
 *
 * <pre>{@code
 * LeaderRunner runner = LeaderRunner.builder(LeaderElection.builder(client, "billing").candidate("node-7"), bill)
 *         .health("database", HealthCheck.of(() -> database.isUp() ? Health.GOOD : Health.bad("no database")))
 *         .health("front", new HttpHealthCheck(URI.create("http://127.0.0.1:8080/health"), Duration.ofSeconds(1)))
 *         .drain(Duration.ofSeconds(10))
 *         .start();
 * }</pre>
 *
 * <p><b>Stepping down</b> (a check failed too often, {@link #stepDownAsync}, {@link #close}): the task is told DRAIN and the
 * drain hook runs, while this leads; when both have ended, or at the deadline, it resigns to whoever is next. <b>Loss</b>: the
 * task is told LOST at once. In both cases its thread is interrupted at the deadline. While a task has not ended, this does
 * not stand: never do two run at once here. After stepping down for bad health, or because the task failed or returned by
 * itself, it does not stand for the hold-down.
 *
 * <p>Safe for any thread. Owns a thread only while a task runs; checks, hooks and listeners run on the election's executor.
 */
public interface LeaderRunner extends AutoCloseable {
    /**
     * Begins a runner of a task.
     *
     * @param election the candidate, whose election this builds, stands and closes
     */
    static LeaderRunnerBuilder builder(LeaderElectionBuilder election, LeaderTask task) {
        return new LeaderRunnerBuilder(election, task);
    }

    /** The candidate: for its state and for listeners. Standing and closing are the runner's. */
    LeaderElection election();

    /** What it does now. */
    RunnerStatus status();

    /** Lets a listener hear the present status and then every change, in order, on the election's executor. */
    Registration onStatus(Consumer<RunnerStatus> listener);

    /**
     * Steps down in favour of whoever is next, draining first, and stands again by the rules of {@link
     * LeaderElection#resignAsync()}: no hold-down.
     *
     * @return whether it led and nothing else made it step down before, when the leadership is handed over
     */
    CompletableFuture<Boolean> stepDownAsync();

    /**
     * Drains, hands over and ends.
     *
     * @return completes when the task has ended and the cluster knows; fails as closing the election may
     */
    CompletableFuture<Void> closeAsync();

    /** {@link #closeAsync}, and waits for at most the deadline for draining and the election's close timeout. */
    @Override
    void close();
}
