package io.holdfast.election;

import io.holdfast.client.HoldfastException;
import io.holdfast.client.Registration;
import io.holdfast.election.CandidateState.Closed;
import io.holdfast.election.CandidateState.Leading;
import io.holdfast.election.CandidateState.Lost;
import io.holdfast.election.LeaderRunnerBuilder.Plan;
import io.holdfast.election.RunnerStatus.State;
import io.holdfast.election.StopRequest.Reason;
import io.holdfast.election.Tenure.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runner. What happens (elected, lost, a gate opened or closed, the task ended, a deadline passed) is a step, and steps run
 * one after the other; {@link #look} then decides whether it stands. There is one {@link Tenure} at most, until its task has
 * ended.
 */
final class DefaultLeaderRunner implements LeaderRunner {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderRunner.class);

    private final LeaderElection election;
    private final Candidacy candidacy;
    private final Plan plan;
    private final Steps steps = new Steps(this::stumbled);
    private final List<HealthGate> gates;
    private final List<Told<RunnerStatus>> listeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    private volatile RunnerStatus status = new RunnerStatus(State.STANDING, "not started yet");

    // Confined to the steps.
    private @Nullable Tenure tenure;
    private boolean closing;
    private boolean heldDown;
    private int timesDown;
    private long lastDown;

    DefaultLeaderRunner(LeaderElection election, Candidacy candidacy, Plan plan) {
        this.election = election;
        this.candidacy = candidacy;
        this.plan = plan;
        this.gates = plan.checks().entrySet().stream()
                .map(named -> new HealthGate(
                        named.getKey(),
                        named.getValue().check(),
                        named.getValue().policy(),
                        candidacy.timing(),
                        candidacy.executor(),
                        steps,
                        this::healthChanged))
                .toList();
    }

    void begin() {
        steps.run(() -> {
            gates.forEach(HealthGate::begin);
            look();
        });
        // In the step of the election that changed it: what follows there finds the runner's answer queued already.
        election.onStateChange(state -> steps.run(() -> changed(state)), Runnable::run);
    }

    private void changed(CandidateState state) {
        if (state instanceof Leading leading) {
            elected(leading.leadership());
        } else if (state instanceof Lost lost) {
            lost(lost);
        } else if (state instanceof Closed && !closing) {
            // Its client was closed: nothing is led any more, and nothing ever will be.
            shut("the election was closed");
        }
    }

    private void elected(Leadership leadership) {
        if (tenure != null || !mayStand()) {
            election.withdrawAsync();
            return;
        }
        Tenure mine = new Tenure(leadership, new StopSignal(candidacy.executor()));
        tenure = mine;
        try {
            Thread thread = plan.threads().newThread(() -> runs(mine));
            thread.setName("holdfast-leader-" + election.name());
            mine.thread = thread;
            thread.start();
        } catch (RuntimeException | Error e) {
            ended(mine, e);
        }
        look();
    }

    /** On the task's thread. */
    private void runs(Tenure mine) {
        Throwable thrown = null;
        try {
            plan.task().lead(mine.leadership, mine.stop);
        } catch (InterruptedException | RuntimeException | Error e) {
            thrown = e;
        }
        Throwable how = thrown;
        steps.run(() -> ended(mine, how));
    }

    private void ended(Tenure mine, @Nullable Throwable thrown) {
        mine.ended = true;
        boolean interrupted = thrown instanceof InterruptedException && mine.stop.isRequested();
        if (thrown != null && !interrupted) {
            Reported.report(candidacy.errors(), "task of election " + election.name(), thrown);
        }
        if (mine.stage == Stage.RUNNING) {
            holdDown(thrown == null ? "the task returned by itself" : "the task failed: " + thrown);
            mine.stage = Stage.DRAINING;
        }
        if (mine.stage == Stage.DRAINING) {
            mayHandOver(mine);
        }
        if (mine.stage == Stage.OVER) {
            tenure = null;
        }
        look();
    }

    private void lost(Lost lost) {
        Tenure mine = tenure;
        if (mine == null || mine.leadership != lost.leadership() || mine.stage == Stage.OVER) {
            return;
        }
        boolean counting = mine.stage == Stage.DRAINING;
        over(mine, false, "lost: " + lost.how().message());
        mine.stop.request(new StopRequest(Reason.LOST, lost.how().message(), plan.drain()));
        if (mine.ended) {
            tenure = null;
        } else if (!counting) {
            deadline(mine);
        }
        look();
    }

    private void over(Tenure mine, boolean handedOver, String why) {
        mine.stage = Stage.OVER;
        mine.why = why;
        candidacy.executor().execute(() -> mine.handedOver.complete(handedOver));
    }

    private void healthChanged() {
        Optional<String> sick = sickness();
        Tenure mine = tenure;
        if (sick.isPresent() && mine != null && mine.stage == Stage.RUNNING) {
            holdDown(sick.get());
            drain(mine, sick.get());
        }
        look();
    }

    /** Begins to step down. */
    private void drain(Tenure mine, String why) {
        mine.stage = Stage.DRAINING;
        mine.why = why;
        mine.hooked = false;
        StopRequest request = new StopRequest(Reason.DRAIN, why, plan.drain());
        mine.stop.request(request);
        candidacy.executor().execute(() -> hook(mine, request));
        deadline(mine);
    }

    private void hook(Tenure mine, StopRequest request) {
        try {
            plan.hook().drain(mine.leadership, request);
        } catch (RuntimeException | Error e) {
            Reported.report(candidacy.errors(), "drain hook of election " + election.name(), e);
        }
        steps.run(() -> {
            mine.hooked = true;
            mayHandOver(mine);
            look();
        });
    }

    private void deadline(Tenure mine) {
        candidacy
                .timing()
                .after(
                        plan.drain(),
                        () -> steps.run(() -> {
                            if (!mine.ended) {
                                LOG.warn(
                                        "the task did not stop in time and is interrupted election={} deadline={}ms",
                                        election.name(),
                                        plan.drain().toMillis());
                                mine.interrupt();
                            }
                            handOver(mine);
                            look();
                        }));
    }

    private void mayHandOver(Tenure mine) {
        if (mine.ended && mine.hooked) {
            handOver(mine);
        }
    }

    private void handOver(Tenure mine) {
        if (mine.stage != Stage.DRAINING) {
            return;
        }
        // Resigned, it stands again by itself; withdrawn, only when told.
        CompletableFuture<?> freed =
                closing || !mine.ended || !mayStand() ? election.withdrawAsync() : election.resignAsync();
        mine.stage = Stage.OVER;
        freed.whenComplete((value, failure) -> mine.handedOver.complete(true));
        if (mine.ended) {
            tenure = null;
        }
    }

    private void holdDown(String why) {
        long now = candidacy.timing().nanos();
        boolean again =
                timesDown > 0 && now - lastDown <= plan.holdDown().window().toNanos();
        timesDown = again ? timesDown + 1 : 1;
        lastDown = now;
        Duration lasts = plan.holdDown().of(timesDown);
        heldDown = true;
        int mine = timesDown;
        LOG.warn("steps down election={} heldDown={}ms why=\"{}\"", election.name(), lasts.toMillis(), why);
        candidacy
                .timing()
                .after(
                        lasts,
                        () -> steps.run(() -> {
                            if (lastDown == now && timesDown == mine) {
                                heldDown = false;
                                look();
                            }
                        }));
    }

    private boolean mayStand() {
        return !closing && !heldDown && sickness().isEmpty();
    }

    private Optional<String> sickness() {
        return gates.stream()
                .filter(gate -> !gate.healthy())
                .map(HealthGate::found)
                .findFirst();
    }

    /** Stands or not, ends what is to end, and says how things are. */
    private void look() {
        // First what is so, then what follows: whoever waits for the end finds it told.
        tell(seen());
        if (tenure == null) {
            if (closing) {
                finish();
            } else if (mayStand()) {
                election.stand();
            } else {
                election.withdrawAsync();
            }
        } else if (tenure.stage == Stage.OVER) {
            election.withdrawAsync();
        }
    }

    private RunnerStatus seen() {
        Tenure mine = tenure;
        if (mine != null) {
            return switch (mine.stage) {
                case RUNNING -> new RunnerStatus(State.LEADING, mine.leadership.toString());
                case DRAINING -> new RunnerStatus(State.DRAINING, mine.why);
                case OVER -> new RunnerStatus(State.STOPPING, "the task has not ended; " + mine.why);
            };
        }
        if (closing) {
            return new RunnerStatus(State.CLOSED, "closed");
        }
        if (heldDown) {
            return new RunnerStatus(
                    State.HELD_DOWN,
                    "for the " + timesDown + ". time, for "
                            + plan.holdDown().of(timesDown).toMillis() + " ms");
        }
        return sickness()
                .map(why -> new RunnerStatus(State.SICK, why))
                .orElseGet(() -> new RunnerStatus(State.STANDING, ""));
    }

    private void tell(RunnerStatus next) {
        if (!next.equals(status)) {
            status = next;
            LOG.info("runner election={} state={} why=\"{}\"", election.name(), next.state(), next.why());
            listeners.forEach(listener -> listener.tell(next));
        }
    }

    private void shut(String why) {
        if (closing) {
            return;
        }
        closing = true;
        gates.forEach(HealthGate::end);
        Tenure mine = tenure;
        if (mine != null && mine.stage == Stage.RUNNING) {
            drain(mine, why);
        }
        look();
    }

    private void finish() {
        Answers.pass(closed, candidacy.executor(), election.closeAsync());
    }

    private void stumbled(Throwable bug) {
        LOG.error("a step of a leader's runner failed election={} status={}", election.name(), status, bug);
    }

    @Override
    public CompletableFuture<Boolean> stepDownAsync() {
        CompletableFuture<Boolean> handedOver = new CompletableFuture<>();
        steps.run(() -> {
            Tenure mine = tenure;
            if (mine == null || mine.stage != Stage.RUNNING) {
                candidacy.executor().execute(() -> handedOver.complete(false));
                return;
            }
            mine.handedOver.thenAccept(handedOver::complete);
            drain(mine, "told to step down");
            look();
        });
        return handedOver;
    }

    @Override
    public CompletableFuture<Void> closeAsync() {
        steps.run(() -> shut("closed"));
        return closed.copy();
    }

    @Override
    public void close() {
        try {
            if (!Waits.done(closeAsync(), plan.drain().plus(candidacy.patience()))) {
                LOG.warn("closed, and not all has ended election={} status={}", election.name(), status);
            }
        } catch (HoldfastException e) {
            LOG.warn("closed, and the cluster may not know election={}", election.name(), e);
        }
    }

    @Override
    public LeaderElection election() {
        return election;
    }

    @Override
    public RunnerStatus status() {
        return status;
    }

    @Override
    public Registration onStatus(Consumer<RunnerStatus> listener) {
        List<Told<RunnerStatus>> mine = new ArrayList<>();
        Told<RunnerStatus> told = new Told<>(
                "runner of election " + election.name(),
                listener,
                candidacy.executor(),
                candidacy.errors(),
                () -> listeners.removeAll(mine));
        mine.add(told);
        steps.run(() -> {
            listeners.add(told);
            told.tell(status);
        });
        return told;
    }
}
