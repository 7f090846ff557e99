package io.holdfast.server.lock;

import io.holdfast.server.lease.Leading;
import io.holdfast.server.port.Proposer;
import io.holdfast.statemachine.LockChange;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends holds that last as long as their acquisition allowed, and lock-delays, while this node leads.
 *
 * <p>What it promises, and why it holds:
 *
 * <ul>
 *   <li><b>A hold is not ended before {@code s + maximum}, where {@code s} is when its grant was applied here</b>, and its
 *       holder counts from before that. A countdown begins when the grant, or the state that it stands in, was read and
 *       the clock is looked at after; a later leader begins it anew, in full. So a hold may last longer, by one countdown
 *       a change of leaders, never shorter. The same holds of a lock-delay, which counts from the end of the hold.
 *   <li><b>A stale leader ends nothing</b>: its commands do not commit, and those that reach the log in a later term are
 *       void ({@link io.holdfast.server.lease.TermFence}).
 *   <li><b>What is due is ended</b>: a command that failed, or whose fate nobody knows, is proposed again; it names the
 *       token, so one too many does nothing.
 * </ul>
 *
 * <p>The clock is the plain monotonic one, not the careful one of leases ({@link io.holdfast.server.lease.Lessor}). That
 * one stands while nobody can renew, because a holder must not lose for the coordinator's trouble what it could have kept.
 * Nothing keeps a hold beyond its maximum: when this clock says that it is over, the holder's own clock says so too,
 * whether machines were paused or not, and waiters have been promised as much. So a leader that wakes from a pause may end
 * many holds at once, rightly; how many are under way is bounded.
 *
 * <p>Owns no thread and no clock. {@link #tick} must be called every few milliseconds by one thread, the ticker thread.
 */
public final class LockTimer {
    private final Core core;
    private volatile @Nullable LockTerm current;
    private volatile boolean stopping;
    private volatile int running;

    /** A timer on this core. */
    public LockTimer(Core core) {
        this.core = core;
    }

    /**
     * What a timer stands on.
     *
     * @param leading whether this node leads
     * @param proposer takes the commands
     * @param timed the holds with a maximum in the applied state, as grants, and the delays that run, as cooling
     * @param clock monotonic nanoseconds
     * @param readers goes over the applied state when a term begins
     */
    public record Core(
            Leading leading,
            Proposer proposer,
            Supplier<List<LockChange>> timed,
            LongSupplier clock,
            Executor readers) {}

    /**
     * Locks changed in the applied state. To be called on the apply thread, which it does not hold up, after the state was
     * published.
     */
    public void applied(List<LockChange> changes) {
        LockTerm listening = current;
        if (listening != null && !changes.isEmpty()) {
            listening.changed(changes);
        }
    }

    /** Does whatever is due; the ticker thread, every few milliseconds. */
    public void tick() {
        long term = stopping ? Leading.NOWHERE : core.leading().term();
        LockTerm known = current;
        if (known != null && known.term() != term) {
            current = null;
            known = null;
        }
        if (known == null && term != Leading.NOWHERE) {
            known = new LockTerm(term, core);
            // Before the state is read: whatever is applied after that comes as a change.
            current = known;
            known.begin();
        }
        if (known != null) {
            known.tick();
        }
        running = known == null ? 0 : known.size();
    }

    /** Proposes nothing more: the node is closing. Any thread. */
    public void stop() {
        stopping = true;
    }

    /** How many countdowns run; 0 unless this node leads. Any thread. */
    public int running() {
        return running;
    }
}
