package io.holdfast.server.lease;

import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.port.Completion;
import io.holdfast.server.port.Proposer;
import io.holdfast.statemachine.Applied;
import io.holdfast.statemachine.CoordinationState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One node of a simulated cluster: a real state and a real Lessor over a log that may be slow, answer late or never, and
 * hold a command back until after this node was deposed and elected again. Confined to the simulation's thread.
 */
final class SimNode implements Leading, Proposer {
    private final SimCluster cluster;
    private final SimTime time;
    private final CoordinationState state = new CoordinationState();
    private final Map<SimCluster.Entry, Completion> waiting = new HashMap<>();
    private final List<Runnable> afterPause = new ArrayList<>();
    final Lessor lessor;
    private int applied;
    private boolean applying;
    /** The term this node believes to lead, ready or not. */
    long ledTerm;

    private boolean ready;
    boolean cutOff;
    private boolean paused;

    SimNode(SimCluster cluster, SimTime time) {
        this.cluster = cluster;
        this.time = time;
        lessor = new Lessor(new Lessor.Core(
                this,
                this::barrier,
                this,
                new AppliedLeases(state),
                time::nanos,
                Runnable::run,
                Runnable::run,
                new ServerMetrics()));
        tick();
    }

    private void tick() {
        time.in(
                10 + (time.chance(0.01) ? time.about(40) : 0),
                () -> unlessPaused(() -> {
                    lessor.tick();
                    tick();
                }));
    }

    /** Runs it now, or when the pause is over. */
    void unlessPaused(Runnable action) {
        if (paused) {
            afterPause.add(action);
        } else {
            action.run();
        }
    }

    void pauseFor(double millis) {
        if (!paused) {
            paused = true;
            time.in(millis, () -> {
                paused = false;
                List<Runnable> late = List.copyOf(afterPause);
                afterPause.clear();
                late.forEach(Runnable::run);
            });
        }
    }

    boolean isPaused() {
        return paused;
    }

    // ---- leadership ----

    /** Elected: ready once everything committed by now is applied. */
    void elected(long term) {
        ledTerm = term;
        ready = false;
        awaitReady(term, cluster.committed());
    }

    private void awaitReady(long term, int index) {
        if (ledTerm == term && applied >= index) {
            ready = true;
        } else if (ledTerm == term) {
            time.in(1, () -> unlessPaused(() -> awaitReady(term, index)));
        }
    }

    /** It has heard of a later term. */
    void deposed(long laterTerm) {
        if (ledTerm != NOWHERE && ledTerm < laterTerm) {
            ledTerm = NOWHERE;
            ready = false;
        }
    }

    @Override
    public long term() {
        return ready ? ledTerm : NOWHERE;
    }

    @Override
    public @Nullable Failure refusal() {
        return ready ? null : Failure.notApplied(Failure.Code.NOT_LEADER, "not here");
    }

    private void barrier(long deadlineNanos, Barrier.Listener listener) {
        long term = ledTerm;
        boolean lost = time.chance(0.02);
        time.in(
                time.about(4),
                () -> unlessPaused(() -> {
                    // The others have answered, or will not.
                    boolean holds = !lost && !cutOff && ready && ledTerm == term && cluster.term() == term;
                    if (holds) {
                        int index = cluster.committed();
                        passWhenApplied(index, listener);
                    } else {
                        double left = (deadlineNanos - time.nanos()) / 1e6;
                        time.in(
                                left,
                                () -> unlessPaused(
                                        () -> listener.failed(Failure.notApplied(Failure.Code.TIMEOUT, "no quorum"))));
                    }
                }));
    }

    private void passWhenApplied(int index, Barrier.Listener listener) {
        if (applied >= index) {
            listener.passed();
        } else {
            time.in(1, () -> unlessPaused(() -> passWhenApplied(index, listener)));
        }
    }

    // ---- the log ----

    @Override
    public void propose(EncodedCommand command, long deadlineNanos, Completion completion) {
        if (!ready) {
            completion.failed(Failure.notApplied(Failure.Code.NOT_LEADER, "not here"));
            return;
        }
        if (time.chance(0.02)) {
            completion.failed(Failure.notApplied(Failure.Code.OVERLOADED, "full"));
            return;
        }
        // Now and then a command is caught between the decision and the log for very long.
        double way = time.chance(0.1) ? time.about(3_000) : time.about(1);
        SimCluster.Entry entry = new SimCluster.Entry(command.command());
        time.in(
                way,
                () -> unlessPaused(() -> {
                    if (ledTerm == NOWHERE) {
                        completion.failed(Failure.notApplied(Failure.Code.NOT_LEADER, "deposed"));
                    } else {
                        waiting.put(entry, completion);
                        cluster.append(this, ledTerm, entry);
                    }
                }));
        if (time.chance(0.03)) {
            // Its answer comes too late.
            time.in(time.about(200), () -> fail(entry, Failure.unknown(Failure.Code.TIMEOUT, "late")));
        }
    }

    /** Fails a command that has no outcome yet and has been appended. */
    void fail(SimCluster.Entry entry, Failure failure) {
        Completion completion = waiting.remove(entry);
        if (completion != null) {
            completion.failed(failure);
        }
    }

    /** The log has grown: applies it, one entry after the other, in this node's own time. */
    void catchUp() {
        if (!applying && applied < cluster.committed()) {
            applying = true;
            time.in(time.about(1), () -> unlessPaused(this::applyNext));
        }
    }

    private void applyNext() {
        SimCluster.Entry entry = cluster.entry(applied);
        Command command = SimCluster.fenced(entry.command(), entry.term());
        Applied result = state.apply(new CommandBatch(1, 1, applied + 1L, List.of(command)));
        lessor.applied(result.leases());
        applied++;
        cluster.applied(applied - 1, result);
        Completion completion = waiting.remove(entry);
        if (completion != null) {
            completion.answered(result.outcomes().get(0));
        }
        applying = false;
        catchUp();
    }
}
