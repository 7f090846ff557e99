package io.holdfast.model.outcome;

import io.holdfast.model.lock.ElectionChange;
import io.holdfast.model.lock.HoldRecord;
import io.holdfast.model.lock.LockRecord;
import io.holdfast.model.lock.WaitRecord;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What commands and queries about locks answer, but for rejections. */
public sealed interface LockOutcome extends Outcome {
    @Override
    default <R> R accept(Outcome.Handler<R> handler) {
        return handler.lock(this);
    }

    /** Hands this outcome to the method of its kind. */
    <R> R accept(Handler<R> handler);

    /** One method an outcome. */
    interface Handler<R> {
        /** An acquisition holds. */
        R granted(Granted outcome);

        /** An acquisition waits. */
        R queued(Queued outcome);

        /** An acquisition is over. */
        R released(Released outcome);

        /** An acquisition waits no more. */
        R withdrawn(Withdrawn outcome);

        /** Holds were taken away. */
        R freed(Freed outcome);

        /** Permits were set. */
        R permitsSet(PermitsSet outcome);

        /** One hold. */
        R held(Held outcome);

        /** One lock. */
        R shown(Shown outcome);

        /** A list of locks. */
        R listed(Listed outcome);

        /** What a candidate publishes was changed. */
        R published(Published outcome);

        /** What happened in an election. */
        R changes(Changes outcome);
    }

    /**
     * The acquisition holds.
     *
     * @param revision the current revision
     * @param token its fencing token: higher than that of every grant before it
     * @param limit the permits the semaphore has, 0 for the other kinds
     */
    record Granted(long revision, long token, int limit) implements LockOutcome {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.granted(this);
        }
    }

    /**
     * The acquisition waits.
     *
     * @param revision the current revision
     * @param position how many are served before it, and it: 1 is next
     */
    record Queued(long revision, int position) implements LockOutcome {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.queued(this);
        }
    }

    /**
     * The hold was released, or the wait withdrawn.
     *
     * @param revision the current revision
     * @param token the hold's token, 0 if it was a wait
     */
    record Released(long revision, long token) implements LockOutcome {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.released(this);
        }
    }

    /**
     * The wait was withdrawn.
     *
     * @param revision the current revision
     * @param position where it stood
     * @param holder who holds and since when, for people
     */
    record Withdrawn(long revision, int position, String holder) implements LockOutcome {
        /** Refuses null. */
        public Withdrawn {
            Objects.requireNonNull(holder, "holder");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.withdrawn(this);
        }
    }

    /**
     * Holds, or a lock-delay, were ended.
     *
     * @param revision the current revision
     * @param holds how many holds
     */
    record Freed(long revision, int holds) implements LockOutcome {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.freed(this);
        }
    }

    /**
     * The permits of a semaphore were set.
     *
     * @param revision the current revision
     * @param permits how many there are now
     */
    record PermitsSet(long revision, int permits) implements LockOutcome {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.permitsSet(this);
        }
    }

    /**
     * A hold is there.
     *
     * @param revision the current revision
     * @param hold the hold
     */
    record Held(long revision, HoldRecord hold) implements LockOutcome {
        /** Refuses null. */
        public Held {
            Objects.requireNonNull(hold, "hold");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.held(this);
        }
    }

    /**
     * A lock was looked up.
     *
     * @param revision the current revision
     * @param lock the lock
     * @param holders its holders in order of their tokens, as many as fit
     * @param waiters the head of its queue in order, as many as fit
     */
    record Shown(long revision, LockRecord lock, List<HoldRecord> holders, List<WaitRecord> waiters)
            implements LockOutcome {
        /** Copies the lists. */
        public Shown {
            Objects.requireNonNull(lock, "lock");
            holders = List.copyOf(holders);
            waiters = List.copyOf(waiters);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.shown(this);
        }
    }

    /**
     * Locks were listed.
     *
     * @param revision the current revision
     * @param locks in order of their names
     * @param more whether there are more
     */
    record Listed(long revision, List<LockRecord> locks, boolean more) implements LockOutcome {
        /** Copies the list. */
        public Listed {
            locks = List.copyOf(locks);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.listed(this);
        }
    }

    /**
     * What a candidate publishes was changed.
     *
     * @param revision the current revision
     */
    record Published(long revision) implements LockOutcome {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.published(this);
        }
    }

    /**
     * What happened in an election.
     *
     * @param revision the current revision
     * @param head how far this answer reaches: the number to ask after next time. If there is more, that of the last change
     *     given; else that of the latest change of any election
     * @param missed whether changes after the number asked for are not remembered any more: then none is given, and {@code
     *     leader} says what came of them
     * @param more whether there are more changes than are given
     * @param leader who leads now; null if nobody does
     * @param changes the changes in order of their numbers
     */
    record Changes(
            long revision,
            long head,
            boolean missed,
            boolean more,
            @Nullable HoldRecord leader,
            List<ElectionChange> changes)
            implements LockOutcome {
        /** Copies the list. */
        public Changes {
            changes = List.copyOf(changes);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.changes(this);
        }
    }
}
