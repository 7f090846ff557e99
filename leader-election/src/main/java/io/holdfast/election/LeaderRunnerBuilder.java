package io.holdfast.election;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;

/** Builds a {@link LeaderRunner}. Not safe for several threads at once. */
public final class LeaderRunnerBuilder {
    private final LeaderElectionBuilder election;
    private final LeaderTask task;
    private final Map<String, Gated> checks = new LinkedHashMap<>();

    private Duration drain = Duration.ofSeconds(10);
    private DrainHook hook = (leadership, request) -> {};
    private HoldDown holdDown = HoldDown.DEFAULT;
    private ThreadFactory threads = LeaderRunnerBuilder::daemon;

    /**
     * A check and its thresholds.
     *
     * @param check the check
     * @param policy its thresholds
     */
    record Gated(HealthCheck check, HealthPolicy policy) {}

    /**
     * How a runner runs.
     *
     * @param task what
     * @param checks what it must pass, by name
     * @param drain the deadline for stopping
     * @param hook runs when it begins to step down
     * @param holdDown against flapping
     * @param threads makes the task's thread
     */
    record Plan(
            LeaderTask task,
            Map<String, Gated> checks,
            Duration drain,
            DrainHook hook,
            HoldDown holdDown,
            ThreadFactory threads) {}

    LeaderRunnerBuilder(LeaderElectionBuilder election, LeaderTask task) {
        this.election = Objects.requireNonNull(election, "election");
        this.task = Objects.requireNonNull(task, "task");
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        return thread;
    }

    /** {@link #health(String, HealthCheck, HealthPolicy)} by {@link HealthPolicy#DEFAULT}. */
    public LeaderRunnerBuilder health(String name, HealthCheck check) {
        return health(name, check, HealthPolicy.DEFAULT);
    }

    /** A check it must pass to stand and to lead, as all others; of the same name, it replaces the one before. */
    public LeaderRunnerBuilder health(String name, HealthCheck check, HealthPolicy policy) {
        checks.put(
                Objects.requireNonNull(name, "name"),
                new Gated(Objects.requireNonNull(check, "check"), Objects.requireNonNull(policy, "policy")));
        return this;
    }

    /** How long the task and the drain hook may take to stop before it hands over all the same; default 10 s. */
    public LeaderRunnerBuilder drain(Duration deadline) {
        this.drain = LeaderElectionBuilder.notNegative("deadline for draining", deadline);
        return this;
    }

    /** What to do when it begins to step down, besides telling the task; default nothing. */
    public LeaderRunnerBuilder onDrain(DrainHook hook) {
        this.hook = Objects.requireNonNull(hook, "hook");
        return this;
    }

    /** How long it does not stand after having had to step down; default {@link HoldDown#DEFAULT}. */
    public LeaderRunnerBuilder holdDown(HoldDown holdDown) {
        this.holdDown = Objects.requireNonNull(holdDown, "holdDown");
        return this;
    }

    /** What makes the thread of the task; default daemon threads. They are named by the runner. */
    public LeaderRunnerBuilder threads(ThreadFactory threads) {
        this.threads = Objects.requireNonNull(threads, "threads");
        return this;
    }

    /** Makes it, and begins: to check if there are checks, else to stand. */
    public LeaderRunner start() {
        Candidacy candidacy = election.candidacy();
        Plan plan = new Plan(task, new LinkedHashMap<>(checks), drain, hook, holdDown, threads);
        DefaultLeaderRunner made = new DefaultLeaderRunner(election.build(candidacy), candidacy, plan);
        made.begin();
        return made;
    }
}
