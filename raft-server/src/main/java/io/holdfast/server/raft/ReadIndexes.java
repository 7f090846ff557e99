package io.holdfast.server.raft;

import io.holdfast.model.outcome.Failure;
import io.holdfast.server.metrics.ServerMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gets waiters the read index they wait for, from a leader that was asked after they came: on the leader that is a
 * barrier of its own, elsewhere one question to it. They are answered once this node has applied that index.
 *
 * <p>If this node gains or loses leadership, what waits moves over to the other way, if there is one; else it fails.
 *
 * <p>Safe for any thread; owns none: {@link #tick} must be called every few milliseconds.
 */
final class ReadIndexes {
    private final LeaderView view;
    private final AppliedIndex applied;
    private final Proofs proofs;
    private final Clocks clocks;
    private final ServerMetrics metrics;
    private final Consumer<List<IndexWaiter>> answer;
    private final ReadRounds own;
    private final ReadRounds asked;
    private final Waterline unapplied;

    /**
     * None under way yet.
     *
     * @param sources where read indexes come from
     * @param view who leads
     * @param applied how far this node is
     * @param proofs hears of every read index
     * @param executor begins the next round, and refuses
     * @param clocks of this machine
     * @param metrics hears of every barrier and every question
     * @param answer takes those who have what they waited for, on a foreign thread: must only hand them on
     */
    ReadIndexes(
            Sources sources,
            LeaderView view,
            AppliedIndex applied,
            Proofs proofs,
            Executor executor,
            Clocks clocks,
            ServerMetrics metrics,
            Consumer<List<IndexWaiter>> answer) {
        this.view = view;
        this.applied = applied;
        this.proofs = proofs;
        this.clocks = clocks;
        this.metrics = metrics;
        this.answer = answer;
        this.own = new ReadRounds(
                sources.barrier(),
                executor,
                () -> Moment.now(clocks),
                sources.barrierPatienceNanos(),
                new Verdict(true));
        this.asked = new ReadRounds(
                sources.question(),
                executor,
                () -> Moment.now(clocks),
                sources.questionPatienceNanos(),
                new Verdict(false));
        this.unapplied = new Waterline(applied::get, answer);
    }

    /** Takes waiters up; those for whom there is no way to a read index now fail at once. */
    void take(List<IndexWaiter> waiters) {
        route(waiters, null);
    }

    /** Another node's question for a read index: answered behind a barrier of this node, or not at all. */
    void take(PeerQuestion question) {
        Failure refusal = view.refusal();
        if (refusal != null) {
            question.fail(refusal);
        } else {
            enter(own, List.of(question));
        }
    }

    /**
     * Asks the leader though nobody waits for the index. An idle follower hears of a commit only with the next
     * heartbeat; the leader's barrier sends one at once.
     */
    void nudge() {
        if (view.follows()) {
            asked.nudge();
        }
    }

    /** The applied index has grown. On the apply thread. */
    void rise() {
        unapplied.rise();
    }

    /** Fails those whose deadline has passed and begins overdue barriers and questions anew. */
    void tick(long nowNanos) {
        timeOut(own.tick(nowNanos), "the deadline passed before a quorum confirmed that this node leads");
        timeOut(asked.tick(nowNanos), "the deadline passed before the leader gave a read index");
        unapplied.takeLate(
                nowNanos,
                (late, index) -> timeOut(
                        late,
                        "the deadline passed before this node had applied what was committed before the read: it is at"
                                + " log index " + applied.get() + " of " + index));
    }

    /** Moves what waits over if this node has gained or lost leadership. */
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

    /** Lets nobody in any more and fails those who wait. */
    void close(Failure failure) {
        IndexWaiter.failAll(own.close(), failure);
        IndexWaiter.failAll(asked.close(), failure);
        IndexWaiter.failAll(unapplied.close(), failure);
    }

    private static void timeOut(List<IndexWaiter> late, String why) {
        if (!late.isEmpty()) {
            IndexWaiter.failAll(late, Failure.notApplied(Failure.Code.TIMEOUT, why));
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
            IndexWaiter.failAll(stranded, reason != null ? reason : now != null ? now : justElected());
        }
    }

    private static void enter(ReadRounds rounds, List<IndexWaiter> waiters) {
        if (!rounds.add(waiters)) {
            IndexWaiter.failAll(waiters, IndexWaiter.STOPPING);
        }
    }

    /** It did not lead a moment ago, and now it does. */
    private static Failure justElected() {
        return new Failure(
                Failure.Code.NO_LEADER, Failure.Certainty.NOT_APPLIED, "the leader is changing; try again", null, 50);
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
                answer.accept(waiters);
                return;
            }
            List<IndexWaiter> ready = new ArrayList<>();
            List<IndexWaiter> early = new ArrayList<>();
            waiters.forEach(waiter -> (waiter.readsState() ? early : ready).add(waiter));
            answer.accept(ready);
            if (!early.isEmpty() && !unapplied.park(index, early)) {
                IndexWaiter.failAll(early, IndexWaiter.STOPPING);
            }
        }

        @Override
        public void refused(List<IndexWaiter> waiters, Failure failure) {
            // Meanwhile this node may lead, or follow another: else all hear why not.
            if (byThisNode || view.leads()) {
                route(waiters, failure);
            } else {
                IndexWaiter.failAll(waiters, failure);
            }
        }
    }
}
