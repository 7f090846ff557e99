package io.holdfast.server.raft;

import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Freshness;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.Query;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.port.Reader.Lookup;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One read from when it was taken up until it is answered. It holds a place of its reader's until then.
 *
 * <p>{@link #proven} and then {@link #answer} are handed from thread to thread in that order; the rest is safe for any.
 */
final class WaitingRead implements IndexWaiter {
    private static final Logger LOG = LoggerFactory.getLogger(WaitingRead.class);

    private final Answers answers;
    private final Lookup lookup;
    private final @Nullable Moment arrived;
    private final AtomicBoolean open = new AtomicBoolean(true);
    private Proof proof = Proof.NONE;

    /**
     * A read.
     *
     * @param answers gives the answer
     * @param lookup what is asked
     * @param arrived when; null only for a linearizable one, whose staleness nobody asks for
     */
    WaitingRead(Answers answers, Lookup lookup, @Nullable Moment arrived) {
        this.answers = answers;
        this.lookup = lookup;
        this.arrived = arrived;
    }

    /** How fresh the answer must be. */
    ReadLevel level() {
        return lookup.level();
    }

    @Override
    public long deadlineNanos() {
        return lookup.deadlineNanos();
    }

    @Override
    public boolean wantsOwnBarrier() {
        return false;
    }

    @Override
    public boolean readsState() {
        return true;
    }

    @Override
    public boolean runsQuery() {
        return true;
    }

    @Override
    public void proven(long index, boolean byThisNode) {
        proof = byThisNode ? Proof.OWN : Proof.ASKED;
    }

    @Override
    public void answer() {
        if (!open.get()) {
            return;
        }
        long now = answers.nanos.getAsLong();
        lookup.completion().begun(now);
        if (now - lookup.deadlineNanos() >= 0) {
            fail(Failure.notApplied(Failure.Code.TIMEOUT, "the deadline passed before the query was run"));
            return;
        }
        Freshness freshness = freshness();
        Outcome outcome;
        try {
            outcome = answers.state.apply(lookup.query());
        } catch (RuntimeException e) {
            LOG.error("a query broke an invariant of the state query={}", lookup.query(), e);
            fail(Failure.notApplied(
                    Failure.Code.INTERNAL, "the query broke an invariant of the state; please report it: " + e));
            return;
        }
        if (close()) {
            answers.metrics.readAnswered(lookup.level().kind());
            if (freshness == null) {
                lookup.completion().answered(outcome);
            } else {
                lookup.completion().answered(outcome, freshness);
            }
        }
    }

    @Override
    public void fail(Failure failure) {
        if (close()) {
            lookup.completion().failed(failure);
        }
    }

    @Override
    public void flush() {
        lookup.completion().flush();
    }

    /** What can be said of the state now; before the query is run, so that it holds for what the query sees. */
    private @Nullable Freshness freshness() {
        if (proof == Proof.NONE && arrived != null) {
            return new Freshness(answers.view.role(), answers.proofs.stalenessMillis(arrived));
        }
        boolean byLeader = proof == Proof.OWN && lookup.level().kind() == ReadLevel.Kind.LINEARIZABLE;
        return byLeader ? null : new Freshness(answers.view.role(), 0);
    }

    private boolean close() {
        boolean first = open.compareAndSet(true, false);
        if (first) {
            answers.waiting.decrementAndGet();
        }
        return first;
    }

    /** How a read index was had for it. */
    private enum Proof {
        NONE,
        OWN,
        ASKED
    }

    /**
     * What reads need to be answered, the same for all of a reader.
     *
     * @param state answers queries
     * @param proofs say how stale the state is
     * @param view says what this node is
     * @param metrics hears of answers
     * @param waiting reads not yet answered
     * @param nanos the clock of deadlines
     */
    record Answers(
            Function<Query, Outcome> state,
            Proofs proofs,
            LeaderView view,
            ServerMetrics metrics,
            AtomicInteger waiting,
            LongSupplier nanos) {}
}
