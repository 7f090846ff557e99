package io.holdfast.server.port;

import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Failure;
import java.util.List;

/**
 * Lives of leases, which only the leader knows: any other node asks it, or answers NOT_LEADER. Never blocks.
 *
 * <p>A renewal is acknowledged only behind a leadership barrier begun after it arrived: no two nodes ever acknowledge
 * renewals of a lease for overlapping times.
 */
public interface LeaseService {
    /**
     * Renews leases. One that is named by an epoch which is not its own is not renewed: it is another, the one asked for ended.
     *
     * @param leases which
     * @param deadlineNanos {@link System#nanoTime} after which the renewal is given up (the leases may have been renewed)
     * @param answer hears one {@link Renewal} for each lease, in the order asked
     */
    void renew(List<LeaseName> leases, long deadlineNanos, Answer<List<Renewal>> answer);

    /**
     * What is left of a lease, behind a leadership barrier.
     *
     * @param lease which
     * @param keys whether the attached keys are wanted
     * @param deadlineNanos as for a renewal
     * @param answer hears what is left; a lease that does not exist is an answer too
     */
    void timeToLive(long lease, boolean keys, long deadlineNanos, Answer<LeaseLife> answer);

    /**
     * The connection on which these leases were renewed has ended, and it was seen that its far end did it: by FIN or RST. Those
     * whose sessions asked for a grace are over when it has passed, unless they are renewed from elsewhere before. Does
     * nothing on a node that does not lead, and nothing to leases of other kinds. Any thread.
     *
     * @param leases which; to be called after the last renewal that came by that connection was handed in
     */
    void cut(List<Long> leases);

    /**
     * Who waits for an answer. Exactly one of {@link #answered} and {@link #failed} is called, once, by any thread; then
     * {@link #flush}, as with {@link Completion}. Must not block and must not throw.
     */
    interface Answer<T> {
        /** Here it is. */
        void answered(T answer);

        /** There is none. */
        void failed(Failure failure);

        /** The group that this answer belonged to is complete. */
        default void flush() {}
    }
}
