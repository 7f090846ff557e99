package io.holdfast.checker;

import io.holdfast.checker.Report.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The search for an order of one key's operations.
 *
 * <p>It walks along the timeline. A call that the model accepts is placed next in the order: the operation is lifted out
 * and the walk starts over. A return means that an operation should have been placed before: the last placement is taken
 * back and the walk goes on behind it. A configuration (which operations were placed, and the state) that was seen before is
 * not tried again.
 *
 * <p>The walk goes in turns. Operations that change no state come first, and without an alternative: if any order continues
 * from here, one continues with them. Operations without an answer come last; they need not be placed at all.
 *
 * <p>The set of placed operations is remembered as 128 bits: the exclusive or of a random number for each. Two sets that
 * collide could hide a valid order; with two million configurations the chance is below 1 in 10<sup>25</sup>.
 *
 * <p>Confined to one thread.
 */
final class Search<S, I, O> {
    private static final int REMEMBERED = 8;
    private static final int STEPS_BETWEEN_CLOCK_READS = 256;

    private final Model<S, I, O> model;
    private final List<Operation<I, O>> operations;
    private final LinearizabilityChecker.Bounds bounds;
    private final Timeline timeline;
    private final Turn[] turns;
    private final long[] high;
    private final long[] low;

    private final Deque<Placed<S>> order = new ArrayDeque<>();
    private final Set<Configuration<S>> seen = new HashSet<>();
    private int unplaced;
    private S state;
    private long highBits;
    private long lowBits;

    private @Nullable DeadEnd<S, I, O> furthest;

    Search(Model<S, I, O> model, List<Operation<I, O>> operations, LinearizabilityChecker.Bounds bounds) {
        this.model = model;
        this.operations = operations;
        this.bounds = bounds;
        this.timeline = new Timeline(operations);
        this.state = model.initial();
        SplittableRandom random = new SplittableRandom(operations.size());
        this.high = random.longs(operations.size()).toArray();
        this.low = random.longs(operations.size()).toArray();
        this.turns =
                operations.stream().map(operation -> turnOf(model, operation)).toArray(Turn[]::new);
        this.unplaced =
                (int) Arrays.stream(turns).filter(turn -> turn != Turn.UNKNOWNS).count();
    }

    Verdict run() {
        Turn turn = Turn.READS;
        Timeline.Event event = timeline.first();
        for (int steps = 0; unplaced > 0; steps++) {
            if (seen.size() >= bounds.maxConfigurations()
                    || (steps % STEPS_BETWEEN_CLOCK_READS == 0 && bounds.timeIsUp())) {
                return Verdict.UNDECIDED;
            }
            if (event.isCall) {
                boolean placed = place(event, turn);
                turn = placed ? Turn.READS : turn;
                event = placed ? timeline.first() : event.next();
            } else if (turn != Turn.UNKNOWNS) {
                turn = turn == Turn.READS ? Turn.CHANGES : Turn.UNKNOWNS;
                event = timeline.first();
            } else {
                rememberDeadEnd();
                Placed<S> choice = takeBackToAChoice();
                if (choice == null) {
                    return Verdict.NOT_LINEARIZABLE;
                }
                turn = choice.turn();
                event = choice.call().next();
            }
        }
        return Verdict.LINEARIZABLE;
    }

    /** How far the search came at best. There is one if it ended with NOT_LINEARIZABLE. */
    DeadEnd<S, I, O> furthest() {
        return Objects.requireNonNull(furthest);
    }

    List<Operation<I, O>> operations() {
        return operations;
    }

    private boolean place(Timeline.Event call, Turn turn) {
        if (turns[call.operation] != turn) {
            return false;
        }
        Operation<I, O> operation = operations.get(call.operation);
        Optional<S> after = model.step(state, operation.input(), operation.output());
        if (after.isEmpty() || (turn == Turn.UNKNOWNS && after.get().equals(state))) {
            return false;
        }
        Configuration<S> reached =
                new Configuration<>(highBits ^ high[call.operation], lowBits ^ low[call.operation], after.get());
        if (!seen.add(reached)) {
            return false;
        }
        order.push(new Placed<>(call, state, turn));
        timeline.lift(call);
        flip(call.operation);
        state = after.get();
        unplaced -= turn == Turn.UNKNOWNS ? 0 : 1;
        return true;
    }

    /** Takes placements back to the last one that had an alternative, that one included; null if none had. */
    private @Nullable Placed<S> takeBackToAChoice() {
        while (!order.isEmpty()) {
            Placed<S> placed = order.pop();
            Timeline.Event call = placed.call();
            timeline.putBack(call);
            flip(call.operation);
            state = placed.before();
            unplaced += placed.turn() == Turn.UNKNOWNS ? 0 : 1;
            if (placed.turn() != Turn.READS) {
                return placed;
            }
        }
        return null;
    }

    private static <I, O> Turn turnOf(Model<?, I, O> model, Operation<I, O> operation) {
        O output = operation.output();
        if (output == null) {
            return Turn.UNKNOWNS;
        }
        return model.onlyReads(operation.input(), output) ? Turn.READS : Turn.CHANGES;
    }

    private void flip(int operation) {
        highBits ^= high[operation];
        lowBits ^= low[operation];
    }

    private void rememberDeadEnd() {
        if (furthest != null && order.size() <= furthest.placed()) {
            return;
        }
        List<Operation<I, O>> last = new ArrayList<>();
        for (Iterator<Placed<S>> newestFirst = order.iterator(); newestFirst.hasNext() && last.size() < REMEMBERED; ) {
            last.add(0, operations.get(newestFirst.next().call().operation));
        }
        List<Operation<I, O>> stuck = new ArrayList<>();
        for (Timeline.Event event = timeline.first(); event.isCall; event = event.next()) {
            stuck.add(operations.get(event.operation));
        }
        furthest = new DeadEnd<>(order.size(), last, state, stuck);
    }

    /** What is tried next, in this order. */
    private enum Turn {
        /** Answered operations that change no state: placing one as soon as it fits cannot be a mistake. */
        READS,
        /** All other answered operations. */
        CHANGES,
        /** Operations without an answer that would change the state. */
        UNKNOWNS
    }

    /**
     * Where an order could not be continued.
     *
     * @param placed how many operations were placed
     * @param last the last few of them, in order
     * @param state the state after them
     * @param stuck the operations one of which had to come next
     */
    record DeadEnd<S, I, O>(int placed, List<Operation<I, O>> last, S state, List<Operation<I, O>> stuck) {}

    private record Placed<S>(Timeline.Event call, S before, Turn turn) {}

    private record Configuration<S>(long high, long low, S state) {}
}
