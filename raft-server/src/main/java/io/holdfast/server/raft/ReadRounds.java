package io.holdfast.server.raft;

import io.holdfast.model.outcome.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waiters that share barriers: one is under way at a time, and whoever comes meanwhile waits for the next, because a
 * barrier counts only for those who came before it began (a node that was paused in between proves nothing with an old
 * one).
 *
 * <p>Safe for any thread. Mutable state is guarded by {@code lock}; nothing foreign is called under it. Owns no thread:
 * {@link #tick} must be called every few milliseconds.
 */
final class ReadRounds {
    private final LeadershipBarrier barrier;
    private final Executor executor;
    private final Supplier<Moment> clock;
    private final long patienceNanos;
    private final Verdict verdict;

    private final Object lock = new Object();
    private WaiterList gathering = new WaiterList();
    private boolean nudged;
    private @Nullable Round round;
    private boolean closed;

    /**
     * Rounds.
     *
     * @param barrier what they wait for
     * @param executor begins the next round, and refuses
     * @param clock read before a barrier begins
     * @param patienceNanos a barrier that takes longer is begun anew: an answer may have been lost with a connection
     * @param verdict hears what became of every round
     */
    ReadRounds(
            LeadershipBarrier barrier, Executor executor, Supplier<Moment> clock, long patienceNanos, Verdict verdict) {
        this.barrier = barrier;
        this.executor = executor;
        this.clock = clock;
        this.patienceNanos = patienceNanos;
        this.verdict = verdict;
    }

    /**
     * Takes waiters into the next round.
     *
     * @return false if nobody is let in any more: the waiters are still the caller's
     */
    boolean add(List<? extends IndexWaiter> waiters) {
        Round next;
        synchronized (lock) {
            if (closed) {
                return false;
            }
            gathering.addAll(waiters);
            next = nextRound();
        }
        begin(next);
        return true;
    }

    /** Begins a round though nobody waits for it, or sees to it that one begins after the one under way. */
    void nudge() {
        Round next;
        synchronized (lock) {
            nudged = !closed;
            next = nextRound();
        }
        begin(next);
    }

    /** Begins the barrier under way anew: who leads has changed. */
    void restart() {
        Round anew = null;
        synchronized (lock) {
            if (round != null && !round.passed) {
                anew = round = new Round(round.waiters, clock.get());
            }
        }
        begin(anew);
    }

    /** Whether nobody waits. */
    boolean isIdle() {
        synchronized (lock) {
            return gathering.isEmpty() && (round == null || round.waiters.isEmpty());
        }
    }

    /** Takes out those whose deadline has passed, and begins an overdue barrier anew. */
    List<IndexWaiter> tick(long nowNanos) {
        List<IndexWaiter> late = new ArrayList<>();
        Round anew = null;
        synchronized (lock) {
            gathering.takeLate(nowNanos, late);
            if (round != null && !round.passed) {
                round.waiters.takeLate(nowNanos, late);
                if (nowNanos - round.begun.nanos() >= patienceNanos) {
                    // One that nobody waits for any more is given up.
                    round = round.waiters.isEmpty() ? null : new Round(round.waiters, clock.get());
                    anew = round == null ? nextRound() : round;
                }
            }
        }
        begin(anew);
        return late;
    }

    /** Takes out everybody who has no verdict yet; the barrier under way counts for nobody. */
    List<IndexWaiter> takeAll() {
        synchronized (lock) {
            List<IndexWaiter> all = gathering.takeAll();
            if (round != null && !round.passed) {
                all.addAll(round.waiters.takeAll());
                round = null;
            }
            nudged = false;
            return all;
        }
    }

    /** As {@link #takeAll}, and lets nobody in any more. */
    List<IndexWaiter> close() {
        synchronized (lock) {
            closed = true;
        }
        return takeAll();
    }

    /** Guarded by {@code lock}. The round to begin now, or null if one is under way or nobody wants one. */
    private @Nullable Round nextRound() {
        if (round != null || (gathering.isEmpty() && !nudged)) {
            return null;
        }
        nudged = false;
        round = new Round(gathering, clock.get());
        gathering = new WaiterList();
        return round;
    }

    private void begin(@Nullable Round next) {
        if (next == null) {
            return;
        }
        barrier.begin(new LeadershipBarrier.Listener() {
            @Override
            public void passed(long committedIndex) {
                List<IndexWaiter> waiters = finish(next);
                if (waiters != null) {
                    verdict.passed(waiters, committedIndex, next.begun);
                    executor.execute(() -> proceed(next));
                }
            }

            @Override
            public void refused(Failure failure) {
                executor.execute(() -> {
                    if (isCurrent(next)) {
                        // Whoever waits for the next barrier would hear the same.
                        verdict.refused(takeAll(), failure);
                    }
                });
            }
        });
    }

    /** The waiters of a round that has its verdict; null if it is not the one under way: begun anew is another one. */
    private @Nullable List<IndexWaiter> finish(Round passed) {
        synchronized (lock) {
            if (round != passed || passed.passed) {
                return null;
            }
            passed.passed = true;
            return passed.waiters.takeAll();
        }
    }

    private boolean isCurrent(Round refused) {
        synchronized (lock) {
            return round == refused && !refused.passed;
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

    /** Hears what became of a round. */
    interface Verdict {
        /**
         * The barrier, begun after all these came, has passed. On a foreign thread: must only hand work on.
         *
         * @param begun when, read before anything was sent
         */
        void passed(List<IndexWaiter> waiters, long index, Moment begun);

        /** No barrier can be had at the moment. On the executor. */
        void refused(List<IndexWaiter> waiters, Failure failure);
    }

    /** Waiters that share a barrier. Guarded by the lock. */
    private static final class Round {
        private final WaiterList waiters;
        private final Moment begun;
        private boolean passed;

        Round(WaiterList waiters, Moment begun) {
            this.waiters = waiters;
            this.begun = begun;
        }
    }
}
