package io.holdfast.server.raft;

import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.Query;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.port.Completion;
import io.holdfast.server.port.Reader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Linearizable reads behind a leadership barrier shared by all that wait.
 *
 * <p>One barrier is under way at a time; reads that arrive meanwhile wait for the next, because a barrier counts only for
 * reads that arrived before it began (a node that was paused in between proves nothing with an old one). When it passed
 * at commit index c, its reads wait until c is applied and then query the state, concurrently with apply.
 *
 * <p>All mutable state is guarded by {@code lock}; nothing foreign is called under it. Queries run on the executor only:
 * never on an event loop, never on the apply thread, never on a Ratis thread. Owns no thread: {@link #tick} must be
 * called every few milliseconds.
 */
final class ReadIndexReader implements Reader {
    private static final Logger LOG = LoggerFactory.getLogger(ReadIndexReader.class);

    private final LeadershipBarrier barrier;
    private final Supplier<@Nullable Failure> leadership;
    private final AppliedIndex applied;
    private final Function<Query, Outcome> state;
    private final Executor executor;
    private final LongSupplier clock;
    private final ServerMetrics metrics;
    private final int maxWaiting;
    private final long patienceNanos;

    private final Object lock = new Object();
    private ArrayDeque<Waiting> gathering = new ArrayDeque<>();
    private @Nullable Round round;
    /** Rounds whose barrier has passed and which wait to be applied so far, or are being answered. */
    private final Set<Round> serving = new HashSet<>();

    private int waiting;
    private boolean stopping;

    /**
     * A reader.
     *
     * @param barrier proves leadership
     * @param leadership null while this node leads and is ready, else why it cannot serve reads
     * @param applied how far this node is
     * @param state answers queries, concurrently with apply
     * @param executor runs queries
     * @param clock monotonic nanoseconds
     * @param metrics hears of every barrier
     * @param maxWaiting reads that may wait
     * @param patienceNanos a barrier that takes longer is begun anew: an answer may have been lost with a connection
     */
    ReadIndexReader(
            LeadershipBarrier barrier,
            Supplier<@Nullable Failure> leadership,
            AppliedIndex applied,
            Function<Query, Outcome> state,
            Executor executor,
            LongSupplier clock,
            ServerMetrics metrics,
            int maxWaiting,
            long patienceNanos) {
        this.barrier = barrier;
        this.leadership = leadership;
        this.applied = applied;
        this.state = state;
        this.executor = executor;
        this.clock = clock;
        this.metrics = metrics;
        this.maxWaiting = maxWaiting;
        this.patienceNanos = patienceNanos;
    }

    @Override
    public void read(Query query, long deadlineNanos, Completion completion) {
        read(List.of(new Lookup(query, deadlineNanos, completion)));
    }

    @Override
    public void read(List<Lookup> lookups) {
        int taken = 0;
        Round next;
        Failure refusal = leadership.get();
        if (refusal != null) {
            refuse(lookups, refusal);
            return;
        }
        synchronized (lock) {
            while (!stopping && taken < lookups.size() && waiting < maxWaiting) {
                gathering.add(new Waiting(lookups.get(taken)));
                waiting++;
                taken++;
            }
            refusal = stopping
                    ? Failure.notApplied(Failure.Code.UNAVAILABLE, "the node is stopping")
                    : taken < lookups.size() ? overloaded() : null;
            next = nextRound();
        }
        if (refusal != null) {
            refuse(lookups.subList(taken, lookups.size()), refusal);
        }
        begin(next);
    }

    /** Answers reads whose deadline has passed and begins an overdue barrier anew. */
    void tick() {
        long now = clock.getAsLong();
        Round overdue = null;
        List<Waiting> unconfirmed;
        List<Waiting> unapplied = new ArrayList<>();
        synchronized (lock) {
            unconfirmed = new ArrayList<>(gathering);
            if (round != null && !round.passed) {
                unconfirmed.addAll(round.reads);
                if (now - round.begun >= patienceNanos) {
                    overdue = round = new Round(round.reads, now);
                }
            }
            serving.forEach(passed -> unapplied.addAll(passed.reads));
            gathering.removeIf(read -> read.isLate(now) && release());
        }
        failLate(unconfirmed, now, "the deadline passed before a quorum confirmed that this node leads");
        failLate(unapplied, now, "the deadline passed before this node had applied what was committed before the read");
        begin(overdue);
    }

    private static void failLate(List<Waiting> reads, long now, String why) {
        for (Waiting read : reads) {
            if (read.isLate(now)) {
                read.once.failed(Failure.notApplied(Failure.Code.TIMEOUT, why));
                read.once.flush();
            }
        }
    }

    /** Takes no more reads and fails those that wait: the node is closing. */
    void abandon() {
        List<Waiting> served = new ArrayList<>();
        synchronized (lock) {
            stopping = true;
            serving.forEach(passed -> served.addAll(passed.reads));
            serving.clear();
            waiting -= served.size();
        }
        Failure failure = Failure.notApplied(Failure.Code.UNAVAILABLE, "the node is stopping");
        served.forEach(read -> read.once.failed(failure));
        served.forEach(read -> read.once.flush());
        refuseAll(failure);
    }

    /** Fails all waiting reads if this node cannot serve them. Any thread but Ratis' own. */
    void checkLeadership() {
        Failure refusal = leadership.get();
        if (refusal != null && !isIdle()) {
            refuseAll(refusal);
        }
    }

    /** Whether no read waits. */
    boolean isIdle() {
        synchronized (lock) {
            return waiting == 0;
        }
    }

    /** Reads that wait. */
    int waiting() {
        synchronized (lock) {
            return waiting;
        }
    }

    private static void refuse(List<Lookup> lookups, Failure failure) {
        for (Lookup lookup : lookups) {
            lookup.completion().failed(failure);
            lookup.completion().flush();
        }
    }

    /** Guarded by {@code lock}. The round to begin now, or null if one is under way or nothing waits. */
    private @Nullable Round nextRound() {
        if (round != null || gathering.isEmpty()) {
            return null;
        }
        round = new Round(new ArrayList<>(gathering), clock.getAsLong());
        gathering = new ArrayDeque<>();
        return round;
    }

    private void begin(@Nullable Round next) {
        if (next == null) {
            return;
        }
        barrier.begin(new LeadershipBarrier.Listener() {
            @Override
            public void passed(long committedIndex) {
                if (claim(next)) {
                    metrics.barrierPassed(next.reads.size(), clock.getAsLong() - next.begun);
                    applied.whenApplied(committedIndex, () -> executor.execute(() -> serve(next)));
                    executor.execute(() -> proceed(next));
                }
            }

            @Override
            public void refused(Failure failure) {
                // Whoever waits for the next barrier would hear the same.
                executor.execute(() -> refuseAll(failure));
            }
        });
    }

    /** Whether this verdict is for the round under way: a round begun anew is another one. */
    private boolean claim(Round verdictOn) {
        synchronized (lock) {
            boolean current = round == verdictOn && !verdictOn.passed;
            verdictOn.passed = true;
            if (current) {
                serving.add(verdictOn);
            }
            return current;
        }
    }

    private void proceed(Round done) {
        Round next;
        synchronized (lock) {
            if (round == done) {
                round = null;
            }
            next = nextRound();
        }
        begin(next);
    }

    private void serve(Round passed) {
        for (Waiting read : passed.reads) {
            if (read.once.isOpen()) {
                answer(read);
            }
        }
        synchronized (lock) {
            if (serving.remove(passed)) {
                waiting -= passed.reads.size();
            }
        }
        passed.reads.forEach(read -> read.once.flush());
    }

    private void answer(Waiting read) {
        try {
            read.once.answered(state.apply(read.lookup.query()));
        } catch (RuntimeException e) {
            LOG.error("a query broke an invariant of the state query={}", read.lookup.query(), e);
            read.once.failed(Failure.notApplied(
                    Failure.Code.INTERNAL, "the query broke an invariant of the state; please report it: " + e));
        }
    }

    private void refuseAll(Failure failure) {
        List<Waiting> all;
        synchronized (lock) {
            all = new ArrayList<>(gathering);
            gathering.clear();
            if (round != null && !round.passed) {
                all.addAll(round.reads);
                round = null;
            }
            waiting -= all.size();
        }
        all.forEach(read -> read.once.failed(failure));
        all.forEach(read -> read.once.flush());
    }

    /** Guarded by {@code lock}. */
    private boolean release() {
        waiting--;
        return true;
    }

    private Failure overloaded() {
        return new Failure(
                Failure.Code.OVERLOADED,
                Failure.Certainty.NOT_APPLIED,
                "too many reads wait (" + maxWaiting + "); slow down",
                null,
                10);
    }

    private static final class Waiting {
        private final Lookup lookup;
        private final Once once;

        Waiting(Lookup lookup) {
            this.lookup = lookup;
            this.once = new Once(lookup.completion());
        }

        boolean isLate(long now) {
            return now - lookup.deadlineNanos() >= 0;
        }
    }

    /** Reads that share a barrier. {@code passed} is guarded by the reader's lock. */
    private static final class Round {
        private final List<Waiting> reads;
        private final long begun;
        private boolean passed;

        Round(List<Waiting> reads, long begun) {
            this.reads = reads;
            this.begun = begun;
        }
    }
}
