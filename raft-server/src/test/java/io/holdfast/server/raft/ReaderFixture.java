package io.holdfast.server.raft;

import io.holdfast.model.KeyRange;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.Query;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.server.lease.Barrier;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.port.Reader;
import io.holdfast.server.port.Reader.Lookup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A reader whose barriers, questions, clocks, threads and state are in the test's hand. Times are milliseconds. Confined
 * to the test's thread.
 */
final class ReaderFixture {
    static final long PATIENCE = 150;
    static final long QUESTION_PATIENCE = 1_200;
    static final int MAX_WAITING = 4;
    private static final Query QUERY = RangeQuery.of(KeyRange.ALL);

    final FakeView view = new FakeView();
    final FakeBarrier barrier = new FakeBarrier();
    final FakeBarrier questions = new FakeBarrier();
    final AppliedIndex applied = new AppliedIndex();
    final ServerMetrics metrics = new ServerMetrics();
    final ReadIndexReader reader;
    private final List<Runnable> tasks = new ArrayList<>();
    private final List<Runnable> promptTasks = new ArrayList<>();
    private long monotonic = 1_000_000;
    private long wall = 5_000_000;
    private long revision = 1;

    ReaderFixture() {
        view.leadsItself();
        reader = new ReadIndexReader(
                new ReadIndexes.Sources(
                        barrier,
                        TimeUnit.MILLISECONDS.toNanos(PATIENCE),
                        questions,
                        TimeUnit.MILLISECONDS.toNanos(QUESTION_PATIENCE)),
                view,
                applied,
                () -> revision,
                query -> new Outcome.Range(revision, List.of(), false, 0),
                tasks::add,
                promptTasks::add,
                new Clocks(() -> wall, () -> TimeUnit.MILLISECONDS.toNanos(monotonic)),
                metrics,
                MAX_WAITING);
    }

    HeardOnce read(long patience) {
        return read(reader, ReadLevel.LINEARIZABLE, patience);
    }

    HeardOnce read(ReadLevel level, long patience) {
        return read(reader, level, patience);
    }

    HeardOnce read(Reader through, ReadLevel level, long patience) {
        HeardOnce heard = new HeardOnce();
        through.read(List.of(new Lookup(QUERY, level, TimeUnit.MILLISECONDS.toNanos(monotonic + patience), heard)));
        return heard;
    }

    long deadlineIn(long patience) {
        return TimeUnit.MILLISECONDS.toNanos(monotonic + patience);
    }

    /** Both clocks go on. */
    void pass(long millis) {
        monotonic += millis;
        wall += millis;
    }

    /** The machine slept: only the wall clock went on. */
    void sleep(long millis) {
        wall += millis;
    }

    void tick() {
        reader.tick();
        reader.checkLeadership();
        runTasks();
    }

    /** An entry is applied that brings the state to a revision. */
    void apply(long index, long newRevision) {
        revision = newRevision;
        applied.advance(index);
        runTasks();
    }

    void runTasks() {
        runPromptTasks();
        while (!tasks.isEmpty()) {
            tasks.remove(0).run();
            runPromptTasks();
        }
    }

    /** Runs only what must not wait for queries. */
    void runPromptTasks() {
        while (!promptTasks.isEmpty()) {
            promptTasks.remove(0).run();
        }
    }

    /** The Lessor's question: what it heard, in order. */
    List<String> prove(long patience) {
        List<String> heard = new ArrayList<>();
        reader.prove(deadlineIn(patience), new Barrier.Listener() {
            @Override
            public void passed() {
                heard.add("passed");
            }

            @Override
            public void failed(Failure failure) {
                heard.add(failure.code().name());
            }
        });
        return heard;
    }

    /** What was handed to the executor and has not run. */
    int tasks() {
        return tasks.size() + promptTasks.size();
    }

    /** Barriers that get their verdict from the test. */
    static final class FakeBarrier implements LeadershipBarrier {
        private final List<Listener> begun = new ArrayList<>();

        @Override
        public void begin(Listener listener) {
            begun.add(listener);
        }

        int begun() {
            return begun.size();
        }

        void pass(int number, long committedIndex) {
            begun.get(number).passed(committedIndex);
        }

        void refuse(int number, Failure.Code code) {
            begun.get(number).refused(Failure.notApplied(code, "refused by the test"));
        }
    }
}
