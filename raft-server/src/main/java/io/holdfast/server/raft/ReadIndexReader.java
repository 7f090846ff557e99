package io.holdfast.server.raft;

import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Freshness;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.Query;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.server.lease.Barrier;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.port.Reader;
import io.holdfast.wire.PeerReply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Reads at the level asked for, on any node.
 *
 * <p>A linearizable read waits for a read index ({@link ReadIndexes}); when this node has applied that, the read queries
 * the state, concurrently with apply. A read that wants a revision waits until this node has it. A read with a staleness
 * bound is answered at once if the last proof ({@link Proofs}) is fresh enough, else as a linearizable one. A local read
 * is answered at once.
 *
 * <p>Safe for any thread. Queries run on the executor only: never on an event loop, never on the apply thread, never on
 * a Ratis thread. Owns no thread: {@link #tick} must be called every few milliseconds.
 */
final class ReadIndexReader implements Reader {
    private static final long RETRY_MILLIS = 50;

    private final LeaderView view;
    private final AppliedIndex applied;
    private final LongSupplier revision;
    private final Executor executor;
    private final Executor prompt;
    private final Clocks clocks;
    private final int maxWaiting;
    private final WaitingRead.Answers answers;
    private final Proofs proofs;
    private final ReadIndexes indexes;
    private final Waterline revisions;
    /** Reads taken up and not yet answered. */
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * A reader.
     *
     * @param sources where read indexes come from
     * @param view who leads
     * @param applied how far this node is; this reader becomes its listener
     * @param revision the revision of the state now
     * @param state answers queries, concurrently with apply
     * @param executor runs queries
     * @param prompt runs what takes no time and must not wait for queries: barriers, refusals, answers without a query
     * @param clocks of this machine
     * @param metrics hears of every barrier and every answer
     * @param maxWaiting reads that may wait
     */
    ReadIndexReader(
            ReadIndexes.Sources sources,
            LeaderView view,
            AppliedIndex applied,
            LongSupplier revision,
            Function<Query, Outcome> state,
            Executor executor,
            Executor prompt,
            Clocks clocks,
            ServerMetrics metrics,
            int maxWaiting) {
        this.view = view;
        this.applied = applied;
        this.revision = revision;
        this.executor = executor;
        this.prompt = prompt;
        this.clocks = clocks;
        this.maxWaiting = maxWaiting;
        this.proofs = new Proofs(applied::get);
        this.answers = new WaitingRead.Answers(state, proofs, view, metrics, waiting, clocks::nanos);
        this.indexes = new ReadIndexes(sources, view, applied, proofs, prompt, clocks, metrics, this::answerSoon);
        this.revisions = new Waterline(revision, this::answerSoon);
        applied.onAdvance(() -> {
            indexes.rise();
            revisions.rise();
        });
    }

    @Override
    public void read(List<Lookup> lookups) {
        take(lookups);
    }

    /**
     * Begins a barrier of this node for the Lessor, or joins the next: passed proves that this node led at a moment after
     * the question. On any other node it fails. It takes no place of a read and waits for no query.
     */
    void prove(long deadlineNanos, Barrier.Listener listener) {
        indexes.take(List.of(new LeadershipProof(deadlineNanos, listener)));
    }

    /** Another node's question for a read index: answered behind a barrier of this node, or not at all. */
    void readIndex(long deadlineNanos, Consumer<PeerReply.ReadIndexed> reply) {
        indexes.take(new PeerQuestion(deadlineNanos, reply));
    }

    /** Answers reads whose deadline has passed and begins overdue barriers and questions anew. */
    void tick() {
        long now = clocks.nanos();
        indexes.tick(now);
        revisions.takeLate(now, (late, wanted) -> {
            String why = "the deadline passed before this node reached revision " + wanted + "; it is at "
                    + revision.getAsLong();
            IndexWaiter.failAll(late, Failure.notApplied(Failure.Code.TIMEOUT, why));
        });
    }

    /** Takes no more reads and fails those that wait: the node is closing. */
    void abandon() {
        indexes.close(IndexWaiter.STOPPING);
        IndexWaiter.failAll(revisions.close(), IndexWaiter.STOPPING);
    }

    /** Moves what waits over if this node has gained or lost leadership. Any thread but Ratis' own. */
    void checkLeadership() {
        indexes.checkLeadership();
    }

    /** The leader has changed. Any thread but Ratis' own. */
    void leaderChanged() {
        indexes.leaderChanged();
    }

    /** Whether no read waits. */
    boolean isIdle() {
        return waiting.get() == 0;
    }

    /** Reads that wait. */
    int waiting() {
        return waiting.get();
    }

    /** How stale the state is at most, in milliseconds; {@link Freshness#UNBOUNDED} if nothing is proven. */
    long stalenessMillis() {
        return proofs.stalenessMillis(Moment.now(clocks));
    }

    private void take(List<Lookup> lookups) {
        int taken = takePlaces(lookups.size());
        List<IndexWaiter> linearizable = new ArrayList<>(taken);
        List<WaitingRead> weaker = List.of();
        Moment arrived = null;
        for (Lookup lookup : lookups.subList(0, taken)) {
            if (lookup.level().kind() == ReadLevel.Kind.LINEARIZABLE) {
                linearizable.add(new WaitingRead(answers, lookup, null));
            } else {
                arrived = arrived == null ? Moment.now(clocks) : arrived;
                weaker = weaker.isEmpty() ? new ArrayList<>() : weaker;
                weaker.add(new WaitingRead(answers, lookup, arrived));
            }
        }
        if (arrived != null) {
            takeWeaker(weaker, arrived, linearizable);
        }
        if (!linearizable.isEmpty()) {
            indexes.take(linearizable);
        }
        if (taken < lookups.size()) {
            refuse(lookups.subList(taken, lookups.size()));
        }
    }

    /** Takes reads up that came at {@code arrived}; those that need a read index after all go to the linearizable ones. */
    private void takeWeaker(List<WaitingRead> reads, Moment arrived, List<IndexWaiter> linearizable) {
        if (holdsNothing()) {
            IndexWaiter.failAll(List.copyOf(reads), empty());
            return;
        }
        List<IndexWaiter> ready = new ArrayList<>(reads.size());
        for (WaitingRead read : reads) {
            if (satisfies(read.level(), arrived)) {
                ready.add(read);
            } else if (read.level().kind() == ReadLevel.Kind.BOUNDED) {
                linearizable.add(read);
            } else if (revisions.park(read.level().bound(), List.of(read))) {
                indexes.nudge();
            } else {
                IndexWaiter.failAll(List.of(read), IndexWaiter.STOPPING);
            }
        }
        if (!ready.isEmpty()) {
            answerSoon(ready);
        }
    }

    /** Whether the state as it is now is good enough for a read that came at {@code arrived}. */
    private boolean satisfies(ReadLevel level, Moment arrived) {
        return switch (level.kind()) {
            case LOCAL -> true;
            case AT_LEAST -> revision.getAsLong() >= level.bound();
            case BOUNDED -> {
                long staleness = proofs.stalenessMillis(arrived);
                yield staleness != Freshness.UNBOUNDED && staleness <= level.bound();
            }
            case LINEARIZABLE -> false;
        };
    }

    /** Whether there is no state to read: the node is not up, or has applied nothing since its start. */
    private boolean holdsNothing() {
        if (applied.get() < 0) {
            return true;
        }
        Failure refusal = view.leads() || view.follows() ? null : view.refusal();
        return refusal != null && refusal.code() == Failure.Code.UNAVAILABLE;
    }

    private void answerSoon(List<IndexWaiter> waiters) {
        List<IndexWaiter> queries = new ArrayList<>(waiters.size());
        List<IndexWaiter> others = new ArrayList<>();
        waiters.forEach(waiter -> (waiter.runsQuery() ? queries : others).add(waiter));
        answerOn(prompt, others);
        answerOn(executor, queries);
    }

    private static void answerOn(Executor thread, List<IndexWaiter> waiters) {
        if (!waiters.isEmpty()) {
            thread.execute(() -> {
                waiters.forEach(IndexWaiter::answer);
                waiters.forEach(IndexWaiter::flush);
            });
        }
    }

    private int takePlaces(int wanted) {
        int before = waiting.getAndUpdate(now -> Math.min(maxWaiting, now + wanted));
        return Math.min(wanted, maxWaiting - before);
    }

    private void refuse(List<Lookup> lookups) {
        Failure overloaded = new Failure(
                Failure.Code.OVERLOADED,
                Failure.Certainty.NOT_APPLIED,
                "too many reads wait (" + maxWaiting + "); slow down",
                null,
                10);
        lookups.forEach(lookup -> lookup.completion().failed(overloaded));
        lookups.forEach(lookup -> lookup.completion().flush());
    }

    private static Failure empty() {
        return new Failure(
                Failure.Code.UNAVAILABLE,
                Failure.Certainty.NOT_APPLIED,
                "the node is starting or stopping, or has applied nothing since it started",
                null,
                RETRY_MILLIS);
    }
}
