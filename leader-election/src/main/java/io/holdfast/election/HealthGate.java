package io.holdfast.election;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One health check and what it lets through. Checks follow each other: the next begins an interval after the last began, or
 * as soon as that is decided by its answer or its timeout. One that was late and has still not answered counts as failed
 * again each time its successor is due, which is not begun beside it. Confined to the steps of its runner; a check is called
 * on the executor, never in a step, so that nothing it does can hold the runner up.
 */
final class HealthGate {
    private final String name;
    private final HealthCheck check;
    private final HealthPolicy policy;
    private final HealthWindow window;
    private final Timing timing;
    private final Executor executor;
    private final Steps steps;
    private final Runnable changed;

    private boolean healthy;
    private String found = "not checked yet";
    private boolean ended;
    private long probe;
    private long began;
    private boolean decided = true;
    private boolean answered = true;
    private @Nullable CompletableFuture<Health> asked;

    /**
     * Makes a closed one.
     *
     * @param changed runs, in a step, when it opens or closes
     */
    HealthGate(
            String name,
            HealthCheck check,
            HealthPolicy policy,
            Timing timing,
            Executor executor,
            Steps steps,
            Runnable changed) {
        this.name = name;
        this.check = check;
        this.policy = policy;
        this.window = new HealthWindow(policy);
        this.timing = timing;
        this.executor = executor;
        this.steps = steps;
        this.changed = changed;
    }

    void begin() {
        next(policy.initialDelay());
    }

    void end() {
        ended = true;
        if (asked != null) {
            asked.cancel(true);
        }
    }

    boolean healthy() {
        return healthy;
    }

    /** What it found last, for people. */
    String found() {
        return "check " + name + ": " + found;
    }

    private void next(Duration delay) {
        timing.after(delay, () -> steps.run(this::probe));
    }

    private void probe() {
        if (ended) {
            return;
        }
        began = timing.nanos();
        if (!answered) {
            decided = true;
            count(Health.bad("the last check still hangs"));
            next(policy.interval());
            return;
        }
        long mine = ++probe;
        decided = false;
        answered = false;
        executor.execute(() -> ask(mine));
        timing.after(policy.timeout(), () -> steps.run(() -> late(mine)));
    }

    private void ask(long mine) {
        CompletableFuture<Health> health;
        try {
            health = check.check();
        } catch (RuntimeException | Error e) {
            health = CompletableFuture.failedFuture(e);
        }
        CompletableFuture<Health> begun = health;
        steps.run(() -> {
            asked = begun;
            if (ended || decided) {
                begun.cancel(true);
            }
        });
        begun.whenComplete((seen, failure) -> steps.run(() -> answered(mine, seen, failure)));
    }

    private void late(long mine) {
        if (mine != probe || decided || ended) {
            return;
        }
        if (asked != null) {
            asked.cancel(true);
        }
        decide(Health.bad("no answer within " + policy.timeout().toMillis() + " ms"));
    }

    private void answered(long mine, @Nullable Health seen, @Nullable Throwable failure) {
        if (mine != probe) {
            return;
        }
        answered = true;
        asked = null;
        if (decided || ended) {
            return;
        }
        long took = timing.nanos() - began;
        if (seen == null) {
            decide(Health.bad(failure == null ? "found nothing" : "failed: " + failure));
        } else if (seen.healthy() && took > policy.latency().toNanos()) {
            decide(Health.bad("took " + Duration.ofNanos(took).toMillis() + " ms, "
                    + policy.latency().toMillis() + " are allowed"));
        } else {
            decide(seen);
        }
    }

    private void decide(Health health) {
        decided = true;
        count(health);
        Duration left = policy.interval().minusNanos(timing.nanos() - began);
        next(left.isNegative() ? Duration.ZERO : left);
    }

    private void count(Health health) {
        boolean before = healthy;
        healthy = window.add(health.healthy());
        found = health.healthy() && health.message().isEmpty() ? "good" : health.message();
        if (before != healthy) {
            changed.run();
        }
    }
}
