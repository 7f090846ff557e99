package io.holdfast.model.command;

import java.util.List;

/**
 * Changes of the lease table. Renewals are not among them: they stay with the leader, and only what bounds them is
 * replicated ({@link Checkpoint}).
 */
public sealed interface LeaseCommand extends Command {
    @Override
    default <R> R accept(Domains<R> domains) {
        return domains.lease(this);
    }

    /** Hands this command to the method of its kind. */
    <R> R accept(Handler<R> handler);

    /** One method a command. */
    interface Handler<R> {
        /** Make a lease. */
        R grant(Grant command);

        /** End a lease. */
        R revoke(Revoke command);

        /** End a lease that nobody renewed. */
        R expire(Expire command);

        /** Bound the remaining time of leases. */
        R checkpoint(Checkpoint command);
    }

    /**
     * Makes a lease.
     *
     * @param lease its id; 0 to have one picked
     * @param ttlMillis its time to live; raised to the least allowed, the outcome says what was granted
     */
    record Grant(long lease, long ttlMillis) implements LeaseCommand {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.grant(this);
        }
    }

    /**
     * Ends a lease and deletes the keys attached to it, in one revision. The lease of a session is refused: the session
     * is to be closed or killed.
     *
     * @param lease its id
     */
    record Revoke(long lease) implements LeaseCommand {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.revoke(this);
        }
    }

    /**
     * Ends a lease that nobody renewed, as {@link Revoke} does, and its session if it has one. Only the leader proposes
     * it; rejected if the epoch is another (compare-and-expire).
     *
     * @param lease its id
     * @param epoch the epoch the leader saw
     * @param term the Raft term in which the leader decided it: in an entry of a later term it is void, because another
     *     leader may have renewed the lease in between
     */
    record Expire(long lease, long epoch, long term) implements LeaseCommand {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.expire(this);
        }
    }

    /**
     * Sets the upper bound of the remaining time of leases: lower, because nobody renews, or back up before the next
     * renewal is acknowledged. Bounds of leases that are gone or have another epoch are skipped. Only the leader proposes
     * it.
     *
     * @param bounds the new bounds
     * @param term the Raft term in which the leader decided it: in an entry of a later term it is void
     */
    record Checkpoint(List<Bound> bounds, long term) implements LeaseCommand {
        /** Copies the list. */
        public Checkpoint {
            bounds = List.copyOf(bounds);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.checkpoint(this);
        }
    }

    /**
     * A new bound.
     *
     * @param lease the lease
     * @param epoch the epoch the leader saw
     * @param boundMillis at most so much is left; cut to 0 and the time to live
     */
    record Bound(long lease, long epoch, long boundMillis) {}
}
