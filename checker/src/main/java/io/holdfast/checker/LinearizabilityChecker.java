package io.holdfast.checker;

import io.holdfast.checker.Report.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Decides whether a history of concurrent operations is linearizable: whether each operation can be thought to have
 * happened at one instant between its call and its return, so that a {@link Model} explains every answer.
 *
 * <p>Linearizability is local: keys are checked one by one. Each is searched as by Wing and Gong ("Testing and verifying
 * concurrent objects", 1993) with Lowe's memory of configurations seen ("Testing for linearizability", 2017), see {@link
 * Search}. The problem is NP-complete, so a bound on time and memory stands beside the verdict.
 *
 * <p>Safe for any thread.
 */
public final class LinearizabilityChecker {
    /** About 200 MiB. */
    private static final int MAX_CONFIGURATIONS = 2_000_000;

    private final Duration limit;
    private final int maxConfigurations;
    private final LongSupplier ticker;

    /** A checker that gives up after {@code limit} for a whole history. */
    public LinearizabilityChecker(Duration limit) {
        this(limit, MAX_CONFIGURATIONS, System::nanoTime);
    }

    LinearizabilityChecker(Duration limit, int maxConfigurations, LongSupplier ticker) {
        this.limit = limit;
        this.maxConfigurations = maxConfigurations;
        this.ticker = ticker;
    }

    /**
     * Checks a history, in whatever order it was collected. One key that cannot be explained decides the verdict; else
     * one that ran out of bounds does.
     */
    public <S, I, O> Report check(Model<S, I, O> model, List<Operation<I, O>> history) {
        Map<String, List<Operation<I, O>>> byKey = new TreeMap<>();
        for (Operation<I, O> operation : history) {
            byKey.computeIfAbsent(operation.key(), key -> new ArrayList<>()).add(operation);
        }
        Bounds bounds = new Bounds(ticker, ticker.getAsLong() + limit.toNanos(), maxConfigurations);
        List<String> undecided = new ArrayList<>();
        for (Map.Entry<String, List<Operation<I, O>>> entry : byKey.entrySet()) {
            Search<S, I, O> search = new Search<>(model, entry.getValue(), bounds);
            Verdict verdict = search.run();
            if (verdict == Verdict.NOT_LINEARIZABLE) {
                return new Report(verdict, Witness.tell(entry.getKey(), search));
            }
            if (verdict == Verdict.UNDECIDED) {
                undecided.add(entry.getKey());
            }
        }
        if (!undecided.isEmpty()) {
            return new Report(
                    Verdict.UNDECIDED,
                    "neither shown nor refuted within " + limit + " and " + maxConfigurations
                            + " configurations a key: keys " + undecided);
        }
        return new Report(
                Verdict.LINEARIZABLE, history.size() + " operations on " + byKey.size() + " keys can be explained");
    }

    /** When a search gives up. */
    record Bounds(LongSupplier ticker, long deadlineNanos, int maxConfigurations) {
        boolean timeIsUp() {
            return ticker.getAsLong() - deadlineNanos >= 0;
        }
    }
}
