package io.holdfast.server.raft;

import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Freshness;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.Query;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.port.Reader;
import io.holdfast.server.raft.GroupCommitProposer.Clocks;
import io.holdfast.wire.PeerReply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads at the level asked for, on any node.
 *
 * <p>A linearizable read waits for a read index from a leader that was asked after the read came: on the leader that is
 * a barrier of its own, elsewhere one question to it; each is shared by all that wait. When this node has applied that
 * index, the read queries the state, concurrently with apply. A read that wants a revision waits until this node has
 * it. A read with a staleness bound is answered at once if the last proof ({@link Proofs}) is fresh enough, else as a
 * linearizable one. A local read is answered at once.
 *
 * <p>If this node gains or loses leadership, what waits moves over to the other way, if there is one; else it fails.
 *
 * <p>Safe for any thread. Queries run on the executor only: never on an event loop, never on the apply thread, never on
 * a Ratis thread. Owns no thread: {@link #tick} must be called every few milliseconds.
 */
final class ReadIndexReader implements Reader {
    private final LeaderView view;
    private final AppliedIndex applied;
    private final LongSupplier revision;
    private final Executor executor;
    private final Clocks clocks;
    private final ServerMetrics metrics;
    private final int maxWaiting;
    private final WaitingRead.Answers answers;

    private final Proofs proofs;
    private final ReadRounds own;
    private final ReadRounds asked;
    private final Waterline indexes;
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
     * @param clocks of this machine
     * @param metrics hears of every barrier and every answer
     * @param maxWaiting reads that may wait
     */
    ReadIndexReader(
            Sources sources,
            LeaderView view,
            AppliedIndex applied,
            LongSupplier revision,
            Function<Query, Outcome> state,
            Executor executor,
            Clocks clocks,
            ServerMetrics metrics,
            int maxWaiting) {
        this.view = view;
        this.applied = applied;
        this.revision = revision;
        this.executor = executor;
        this.clocks = clocks;
        this.metrics = metrics;
        this.maxWaiting = maxWaiting;
        this.proofs = new Proofs(applied::get);
        this.answers = new WaitingRead.Answers(state, proofs, view, metrics, waiting);
        this.own = new ReadRounds(
                sources.barrier(), executor, this::now, sources.barrierPatienceNanos(), new Verdict(true));
        this.asked = new ReadRounds(
                sources.question(), executor, this::now, sources.questionPatienceNanos(), new Verdict(false));
        this.indexes = new Waterline(applied::get, this::answerSoon);
        this.revisions = new Waterline(revision, this::answerSoon);
        applied.onAdvance(() -> {
            indexes.rise();
            revisions.rise();
        });
    }

    @Override
    public void read(List<Lookup> lookups) {
        take(lookups, false);
    }

    /**
     * Reads that only this node as the leader answers, behind a barrier of its own begun after the read came: an answer
     * proves that this node led at a moment after the question. On any other node they fail.
     */
    Reader asLeader() {
        return lookups -> take(lookups, true);
    }

    /** Another node's question for a read index: answered behind a barrier of this node, or not at all. */
    void readIndex(long deadlineNanos, Consumer<PeerReply.ReadIndexed> reply) {
        PeerQuestion question = new PeerQuestion(deadlineNanos, reply);
        Failure refusal = view.refusal();
        if (refusal != null) {
            question.fail(refusal);
        } else if (!own.add(List.of(question))) {
            question.fail(stopping());
        }
    }

    /** Answers reads whose deadline has passed and begins overdue barriers and questions anew. */
    void tick() {
        long now = clocks.nanos();
        timeOut(own.tick(now), "the deadline passed before a quorum confirmed that this node leads");
        timeOut(asked.tick(now), "the deadline passed before the leader gave a read index");
        indexes.takeLate(
                now,
                (late, index) -> timeOut(
                        late,
                        "the deadline passed before this node had applied what was committed before the read: it is at"
                                + " log index " + applied.get() + " of " + index));
        revisions.takeLate(
                now,
                (late, wanted) -> timeOut(
                        late,
                        "the deadline passed before this node reached revision " + wanted + "; it is at "
                                + revision.getAsLong()));
    }

    /** Takes no more reads and fails those that wait: the node is closing. */
    void abandon() {
        Failure failure = stopping();
        fail(own.close(), failure);
        fail(asked.close(), failure);
        fail(indexes.close(), failure);
        fail(revisions.close(), failure);
    }

    /** Moves what waits over if this node has gained or lost leadership, or hears of another leader. */
    void checkLeadership() {
        ReadRounds wrong = view.leads() ? asked : own;
        if (!wrong.isIdle()) {
            route(wrong.takeAll(), null);
        }
    }

    /** The leader has changed: a question to the one before may never be answered. */
    void leaderChanged() {
        if (view.follows()) {
            asked.restart();
        }
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
        return proofs.stalenessMillis(now());
    }

    private void take(List<Lookup> lookups, boolean asLeader) {
        int taken = takePlaces(lookups.size());
        List<IndexWaiter> linearizable = new ArrayList<>(taken);
        List<IndexWaiter> ready = List.of();
        Moment arrived = null;
        for (Lookup lookup : lookups.subList(0, taken)) {
            if (lookup.level().kind() == ReadLevel.Kind.LINEARIZABLE) {
                linearizable.add(new WaitingRead(answers, lookup, null, asLeader));
                continue;
            }
            arrived = arrived == null ? now() : arrived;
            WaitingRead read = new WaitingRead(answers, lookup, arrived, asLeader);
            if (asLeader) {
                linearizable.add(read);
            } else if (holdsNothing()) {
                fail(List.of(read), empty());
            } else if (satisfies(lookup.level(), arrived)) {
                ready = ready.isEmpty() ? new ArrayList<>() : ready;
                ready.add(read);
            } else if (lookup.level().kind() == ReadLevel.Kind.AT_LEAST) {
                park(revisions, lookup.level().bound(), List.of(read));
                askOnceMore();
            } else {
                linearizable.add(read);
            }
        }
        if (!ready.isEmpty()) {
            answerSoon(ready);
        }
        if (!linearizable.isEmpty()) {
            route(linearizable, null);
        }
        if (taken < lookups.size()) {
            refuse(lookups.subList(taken, lookups.size()));
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

    /**
     * An idle follower hears of a commit only with the next heartbeat; the leader's barrier sends one at once. So a
     * revision acknowledged elsewhere comes as fast as a read index.
     */
    private void askOnceMore() {
        if (view.follows()) {
            asked.nudge();
        }
    }

    /**
     * Sends waiters the way to a read index that there is now; those for whom there is none fail.
     *
     * @param reason what these hear, or null for what is known now
     */
    private void route(List<IndexWaiter> waiters, @Nullable Failure reason) {
        if (view.leads()) {
            enter(own, waiters);
            return;
        }
        List<IndexWaiter> movable = new ArrayList<>();
        List<IndexWaiter> stranded = new ArrayList<>();
        boolean follows = view.follows();
        for (IndexWaiter waiter : waiters) {
            (follows && !waiter.wantsOwnBarrier() ? movable : stranded).add(waiter);
        }
        if (!movable.isEmpty()) {
            enter(asked, movable);
        }
        if (!stranded.isEmpty()) {
            Failure now = view.refusal();
            fail(stranded, reason != null ? reason : now != null ? now : justElected());
        }
    }

    private static void enter(ReadRounds rounds, List<IndexWaiter> waiters) {
        if (!rounds.add(waiters)) {
            fail(waiters, stopping());
        }
    }

    private void park(Waterline line, long number, List<IndexWaiter> waiters) {
        if (!line.park(number, waiters)) {
            fail(waiters, stopping());
        }
    }

    private void answerSoon(List<IndexWaiter> waiters) {
        executor.execute(() -> {
            waiters.forEach(IndexWaiter::answer);
            waiters.forEach(IndexWaiter::flush);
        });
    }

    private void timeOut(List<IndexWaiter> late, String why) {
        if (!late.isEmpty()) {
            fail(late, Failure.notApplied(Failure.Code.TIMEOUT, why));
        }
    }

    private static void fail(List<IndexWaiter> waiters, Failure failure) {
        waiters.forEach(waiter -> waiter.fail(failure));
        waiters.forEach(IndexWaiter::flush);
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

    private Moment now() {
        return Moment.now(clocks);
    }

    private static Failure stopping() {
        return Failure.notApplied(Failure.Code.UNAVAILABLE, "the node is stopping");
    }

    /** It did not lead a moment ago, and now it does. */
    private static Failure justElected() {
        return new Failure(
                Failure.Code.NO_LEADER, Failure.Certainty.NOT_APPLIED, "the leader is changing; try again", null, 50);
    }

    private static Failure empty() {
        return new Failure(
                Failure.Code.UNAVAILABLE,
                Failure.Certainty.NOT_APPLIED,
                "the node is starting or stopping, or has applied nothing since it started",
                null,
                50);
    }

    /**
     * Where read indexes come from.
     *
     * @param barrier this node's own, while it leads
     * @param barrierPatienceNanos when one is begun anew
     * @param question asks the leader, while this node does not lead
     * @param questionPatienceNanos when one is asked anew
     */
    record Sources(
            LeadershipBarrier barrier,
            long barrierPatienceNanos,
            LeadershipBarrier question,
            long questionPatienceNanos) {}

    /** What becomes of the rounds of one source. */
    private final class Verdict implements ReadRounds.Verdict {
        private final boolean byThisNode;

        Verdict(boolean byThisNode) {
            this.byThisNode = byThisNode;
        }

        @Override
        public void passed(List<IndexWaiter> waiters, long index, Moment begun) {
            proofs.add(begun, index);
            long nanos = clocks.nanos() - begun.nanos();
            if (byThisNode) {
                metrics.barrierPassed(waiters.size(), nanos);
            } else {
                metrics.questionAnswered(waiters.size(), nanos);
            }
            waiters.forEach(waiter -> waiter.proven(index, byThisNode));
            if (applied.get() >= index) {
                answerSoon(waiters);
                return;
            }
            List<IndexWaiter> ready = new ArrayList<>();
            List<IndexWaiter> unapplied = new ArrayList<>();
            waiters.forEach(waiter -> (waiter.readsState() ? unapplied : ready).add(waiter));
            answerSoon(ready);
            park(indexes, index, unapplied);
        }

        @Override
        public void refused(List<IndexWaiter> waiters, Failure failure) {
            // Meanwhile this node may lead, or follow another: else all hear why not.
            if (byThisNode || view.leads()) {
                route(waiters, failure);
            } else {
                fail(waiters, failure);
            }
        }
    }
}
