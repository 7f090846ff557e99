package io.holdfast.model.snapshot;

import io.holdfast.model.lock.ElectionChange;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockKind;
import java.util.Objects;

/**
 * The rows of the lock table, in this order: one {@link Totals}; each {@link Lock} by its name as UTF-8, followed by its
 * {@link Hold} rows by token and its {@link Wait} rows by ticket; each {@link Ending} by number; each {@link Change} by number.
 * A snapshot of a state in which there never was a lock has none of them, nor has one of a release that had no locks.
 */
public sealed interface LockRow extends SnapshotRow {
    @Override
    default <X extends Exception> void accept(SnapshotRow.Handler<X> handler) throws X {
        handler.lock(this);
    }

    /** Hands this row to the method of its kind. */
    <X extends Exception> void accept(Handler<X> handler) throws X;

    /**
     * One method a kind.
     *
     * @param <X> what they throw
     */
    interface Handler<X extends Exception> {
        /** The numbers that belong to no single lock. */
        void totals(Totals row) throws X;

        /** A lock. */
        void lock(Lock row) throws X;

        /** A hold of the lock before it. */
        void hold(Hold row) throws X;

        /** A wait for the lock before it. */
        void await(Wait row) throws X;

        /** The remembered end of a hold. */
        void ending(Ending row) throws X;

        /** The remembered change of an election. */
        void change(Change row) throws X;
    }

    /**
     * The numbers that belong to no single lock.
     *
     * @param grants how many grants there ever were, which is the highest token
     * @param tickets how many waits there ever were
     * @param ended how many holds ended otherwise than by release
     * @param changes how many changes of elections there ever were
     */
    record Totals(long grants, long tickets, long ended, long changes) implements LockRow {
        @Override
        public <X extends Exception> void accept(Handler<X> handler) throws X {
            handler.totals(this);
        }
    }

    /**
     * A lock.
     *
     * @param name its name
     * @param kind its kind
     * @param limit its permits, 0 but for a semaphore
     * @param fixed whether an operator set the permits
     * @param lastToken the token of its latest grant
     * @param coolingMillis the lock-delay that keeps it free, 0 if none does
     * @param coolingToken of the grant whose unclean end the delay follows, 0 if there is none
     * @param lastChange in an election, the number of its latest change; else 0
     */
    record Lock(
            String name,
            LockKind kind,
            int limit,
            boolean fixed,
            long lastToken,
            long coolingMillis,
            long coolingToken,
            long lastChange)
            implements LockRow {
        /** Refuses null. */
        public Lock {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(kind, "kind");
        }

        @Override
        public <X extends Exception> void accept(Handler<X> handler) throws X {
            handler.lock(this);
        }
    }

    /**
     * A hold of the lock before it.
     *
     * @param session whose
     * @param acquisition its number
     * @param token its fencing token
     * @param claim what it asked for
     * @param sinceMillis when it was granted
     */
    record Hold(long session, long acquisition, long token, LockClaim claim, long sinceMillis) implements LockRow {
        /** Refuses null. */
        public Hold {
            Objects.requireNonNull(claim, "claim");
        }

        @Override
        public <X extends Exception> void accept(Handler<X> handler) throws X {
            handler.hold(this);
        }
    }

    /**
     * A wait for the lock before it.
     *
     * @param session whose
     * @param acquisition its number
     * @param ticket its place in line
     * @param claim what it asks for
     * @param sinceMillis when it was queued
     */
    record Wait(long session, long acquisition, long ticket, LockClaim claim, long sinceMillis) implements LockRow {
        /** Refuses null. */
        public Wait {
            Objects.requireNonNull(claim, "claim");
        }

        @Override
        public <X extends Exception> void accept(Handler<X> handler) throws X {
            handler.await(this);
        }
    }

    /**
     * The remembered end of a hold.
     *
     * @param number how many holds had ended with it
     * @param session whose it was
     * @param acquisition its number
     * @param name the lock
     * @param token its fencing token
     * @param end why it ended
     * @param by whose will it was; empty if nobody's
     * @param why what is known of it; may be empty
     * @param atMillis when, by some leader's wall clock
     */
    record Ending(
            long number,
            long session,
            long acquisition,
            String name,
            long token,
            LockEnd end,
            String by,
            String why,
            long atMillis)
            implements LockRow {
        /** Refuses null. */
        public Ending {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(end, "end");
            Objects.requireNonNull(by, "by");
            Objects.requireNonNull(why, "why");
        }

        @Override
        public <X extends Exception> void accept(Handler<X> handler) throws X {
            handler.ending(this);
        }
    }

    /**
     * The remembered change of an election.
     *
     * @param change the change
     * @param previous a lower number: no other change of this election lies between it and this one
     */
    record Change(ElectionChange change, long previous) implements LockRow {
        /** Refuses null. */
        public Change {
            Objects.requireNonNull(change, "change");
        }

        @Override
        public <X extends Exception> void accept(Handler<X> handler) throws X {
            handler.change(this);
        }
    }
}
