package io.holdfast.server.lease;

import io.holdfast.model.Limits;
import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.port.LeaseService;
import io.holdfast.server.port.Proposer;
import io.holdfast.statemachine.LeaseChange;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Renews, bounds and expires leases while this node leads; answers NOT_LEADER while it does not.
 *
 * <p>What it promises, and why it holds:
 *
 * <ul>
 *   <li><b>A lease is not expired before {@code s + TTL}, where {@code s} is when the client sent the last renewal that was
 *       acknowledged.</b> In one term: the deadline is set, when the renewal is taken up, to the clock + all the time
 *       since its last tick + TTL; time is looked at after the renewal was found, so that is after {@code s}, and the
 *       {@link TermClock} never runs faster than time. The same holds of a grant. Across terms: the renewal was
 *       acknowledged behind a barrier begun after it arrived, so a later leader is elected after {@code s}, and starts at
 *       its own readiness + the replicated bound. The bound is the TTL, or less if a committed checkpoint says so; a
 *       lowered lease is raised in the log before its next renewal is acknowledged, and a checkpoint's bound counts from
 *       its proposal, which any later leader has in its log before it is ready.
 *   <li><b>For a session with a grace the same holds of {@code s + grace}</b>, which is what its renewals are acknowledged
 *       with: when its connection was ended by the far end, the deadline is lowered to that moment + grace, after every
 *       renewal that came before was taken up; only one that came later raises it again. No other leader knows of it.
 *   <li><b>A stale leader expires nobody</b>: its commands do not commit; and {@link io.holdfast.model.command.LeaseCommand}s
 *       that reach the log in a later term than the one they were decided in are void.
 *   <li><b>A silent lease is gone within TTL + slack</b>, whoever leads. With {@code k} leader changes after the last
 *       renewal, of at most {@code F} each from the loss of one leader to the readiness of the next, it is at most
 *       {@code TTL + k · (F + P + C) + H + 3 · tick + C}: {@code P} is the progress that was not checkpointed yet, {@code
 *       max(min(3/8 TTL, 30 s), max(1 s, min(TTL/16, 60 s)))}; {@code C} is what a command takes through the log; {@code H}
 *       is how long the clock was held back, because no quorum answered or the machine was paused or too busy to tick.
 * </ul>
 *
 * <p>Owns no thread and no clock. {@link #tick} must be called every few milliseconds by one thread, the ticker thread,
 * which everything but the ports, {@link #applied} and {@link #stop} is confined to. A leadership's knowledge is a
 * {@link Tenure}: made when the node is ready in a term, dropped when the term has passed.
 */
public final class Lessor implements LeaseService {
    private final Core core;
    private final Inbox inbox = new Inbox();
    private volatile @Nullable Tenure tenure;
    private volatile boolean stopping;
    private volatile int leases;

    /** A Lessor on this core. */
    public Lessor(Core core) {
        this.core = core;
        core.metrics().gauge("leases.live.count", "Leases that this node, the leader, keeps", () -> leases);
        core.metrics().gauge("leases.waiting.count", "Leases that wait to be renewed", inbox::waiting);
    }

    /**
     * What a Lessor stands on.
     *
     * @param leading whether this node leads
     * @param barrier proves it
     * @param proposer takes the commands that bound and end leases, in order. They may come into the log in another term,
     *     after another leader: there they are void ({@link TermFence})
     * @param source the leases in the applied state
     * @param clock monotonic nanoseconds
     * @param answers runs the hand-out of answers: short tasks, which queries must not hold up
     * @param queries reads what is attached to leases
     * @param metrics hears what happens
     */
    public record Core(
            Leading leading,
            Barrier barrier,
            Proposer proposer,
            LeaseSource source,
            LongSupplier clock,
            Executor answers,
            Executor queries,
            ServerMetrics metrics) {}

    @Override
    public void renew(List<LeaseName> renewed, long deadlineNanos, Answer<List<Renewal>> answer) {
        if (renewed.size() > Limits.MAX_RENEWALS) {
            refuse(
                    answer,
                    Failure.notApplied(
                            Failure.Code.MALFORMED,
                            renewed.size() + " leases in one renewal, at most " + Limits.MAX_RENEWALS
                                    + " are allowed"));
        } else {
            take(new RenewalAsk(renewed, deadlineNanos, answer), answer);
        }
    }

    @Override
    public void timeToLive(long lease, boolean keys, long deadlineNanos, Answer<LeaseLife> answer) {
        take(new LifeAsk(lease, keys, deadlineNanos, core.source(), answer), answer);
    }

    @Override
    public void cut(List<Long> leases) {
        Tenure current = tenure;
        if (current != null && !stopping && !leases.isEmpty()) {
            current.cut(leases);
        }
    }

    private void take(Ask ask, Answer<?> answer) {
        Failure refusal = stopping ? stoppingFailure() : core.leading().refusal();
        if (refusal == null && !inbox.offer(ask)) {
            refusal = overloaded();
        }
        if (refusal != null) {
            refuse(answer, refusal);
        }
    }

    private static void refuse(Answer<?> answer, Failure failure) {
        answer.failed(failure);
        answer.flush();
    }

    /**
     * Leases changed in the applied state. To be called on the apply thread, which it does not hold up, after the state was
     * published and before anybody is told that the entry was applied.
     */
    public void applied(List<LeaseChange> changes) {
        Tenure current = tenure;
        if (current != null && !changes.isEmpty()) {
            current.changed(changes);
        }
    }

    /** Does whatever is due; the ticker thread, every few milliseconds. */
    public void tick() {
        long now = core.clock().getAsLong();
        Tenure current = tenure;
        if (current != null) {
            // In this order: what came in came in before the term was looked at, so it came in that term.
            current.gather();
        }
        long term = stopping ? Leading.NOWHERE : core.leading().term();
        if (current != null && current.term() != term) {
            tenure = null;
            current.end(lost());
            current = null;
        }
        if (current == null && term != Leading.NOWHERE) {
            current = new Tenure(term, core, inbox, now);
            // Before the state is read: whatever is applied after that comes as a change.
            tenure = current;
            current.begin();
        }
        if (current == null) {
            leases = 0;
            refuseAll();
        } else {
            current.act(now);
            leases = current.size();
        }
    }

    /** Takes nothing more up, and fails at the next tick what waits: the node is closing. Any thread. */
    public void stop() {
        stopping = true;
    }

    /** Whether nobody waits. */
    public boolean isIdle() {
        return inbox.waiting() == 0;
    }

    /** Leases that live as far as this leader knows; 0 on any other node. Any thread. */
    public int leases() {
        return leases;
    }

    /** Leases that wait to be renewed. Any thread. */
    public int waiting() {
        return inbox.waiting();
    }

    private void refuseAll() {
        Ask ask = inbox.poll();
        if (ask == null) {
            return;
        }
        Failure failure = lost();
        while (ask != null) {
            inbox.answered(ask);
            ask.fail(failure);
            ask.flush();
            ask = inbox.poll();
        }
    }

    private Failure lost() {
        Failure refusal = stopping ? stoppingFailure() : core.leading().refusal();
        return refusal != null
                ? refusal
                : Failure.notApplied(
                        Failure.Code.LEADERSHIP_LOST, "leadership was lost while the renewal was under way; try again");
    }

    private static Failure stoppingFailure() {
        return Failure.notApplied(Failure.Code.UNAVAILABLE, "the node is stopping");
    }

    private static Failure overloaded() {
        return new Failure(
                Failure.Code.OVERLOADED,
                Failure.Certainty.NOT_APPLIED,
                "renewals of " + Inbox.MAX_WAITING + " leases wait; slow down",
                null,
                100);
    }
}
