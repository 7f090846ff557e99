package io.holdfast.model.outcome;

import io.holdfast.model.KeyValue;
import io.holdfast.model.lease.LeaseRecord;
import io.holdfast.model.session.SessionRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a command or query answers. A {@link Rejection} is an answer too: "no" is a value, a throw is a bug. */
public sealed interface Outcome
        permits Outcome.Put,
                Outcome.DeleteRange,
                Outcome.Range,
                Outcome.Transaction,
                Outcome.Compact,
                Outcome.Registered,
                Outcome.Rejection,
                Outcome.LeaseGranted,
                Outcome.LeaseEnded,
                Outcome.Checkpointed,
                Outcome.Leases,
                Outcome.SessionOpened,
                Outcome.SessionEnded,
                Outcome.Resolved,
                Outcome.Condensed,
                Outcome.Sessions,
                LockOutcome,
                ConfigOutcome {
    /** The store's revision when this answer was made (inside a transaction: the transaction's). */
    long revision();

    /** Hands this outcome to the method of its kind. */
    <R> R accept(Handler<R> handler);

    /** One method an outcome. */
    interface Handler<R> {
        /** The answer to a put. */
        R put(Put outcome);

        /** The answer to a delete. */
        R deleteRange(DeleteRange outcome);

        /** The answer to a range. */
        R range(Range outcome);

        /** The answer to a transaction. */
        R transaction(Transaction outcome);

        /** The answer to a compaction. */
        R compact(Compact outcome);

        /** The answer to a registration. */
        R registered(Registered outcome);

        /** An answer about locks. */
        R lock(LockOutcome outcome);

        /** An answer about configuration. */
        R config(ConfigOutcome outcome);

        /** The typed "no". */
        R rejection(Rejection outcome);

        /** The answer to the grant of a lease. */
        R leaseGranted(LeaseGranted outcome);

        /** The answer to the end of a lease. */
        R leaseEnded(LeaseEnded outcome);

        /** The answer to a checkpoint of leases. */
        R checkpointed(Checkpointed outcome);

        /** A list of leases. */
        R leases(Leases outcome);

        /** The answer to the opening of a session. */
        R sessionOpened(SessionOpened outcome);

        /** The answer to the end of a session. */
        R sessionEnded(SessionEnded outcome);

        /** What became of a request. */
        R resolved(Resolved outcome);

        /** What is left of a large answer. */
        R condensed(Condensed outcome);

        /** A list of sessions. */
        R sessions(Sessions outcome);
    }

    /**
     * A put was applied.
     *
     * @param revision its revision
     * @param previous the version it replaced, if asked for and there was one
     */
    record Put(long revision, @Nullable KeyValue previous) implements Outcome {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.put(this);
        }
    }

    /**
     * A delete was applied.
     *
     * @param revision its revision, or the current one if nothing was deleted
     * @param deleted how many keys
     * @param previous the deleted versions in key order, if asked for
     */
    record DeleteRange(long revision, long deleted, List<KeyValue> previous) implements Outcome {
        /** Copies the list. */
        public DeleteRange {
            previous = List.copyOf(previous);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.deleteRange(this);
        }
    }

    /**
     * A range was read.
     *
     * @param revision the store's current revision, whatever revision was read
     * @param keyValues what was found
     * @param more whether keys were left out because of the limit or the page size
     * @param count how many keys the range holds at the read revision, whatever limit and filters said
     */
    record Range(long revision, List<KeyValue> keyValues, boolean more, long count) implements Outcome {
        /** Copies the list. */
        public Range {
            keyValues = List.copyOf(keyValues);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.range(this);
        }
    }

    /**
     * A transaction was applied.
     *
     * @param revision its revision, or the current one if it changed nothing
     * @param succeeded whether the compares held
     * @param responses one for each operation of the branch taken
     */
    record Transaction(long revision, boolean succeeded, List<Outcome> responses) implements Outcome {
        /** Copies the list. */
        public Transaction {
            responses = List.copyOf(responses);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.transaction(this);
        }
    }

    /**
     * History was dropped.
     *
     * @param revision the current revision
     */
    record Compact(long revision) implements Outcome {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.compact(this);
        }
    }

    /**
     * A node's storage id stands in the member table.
     *
     * @param revision the current revision
     */
    record Registered(long revision) implements Outcome {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.registered(this);
        }
    }

    /**
     * The typed "no": the command was understood, checked and refused; nothing changed.
     *
     * @param revision the current revision
     * @param reason which rule it broke, for programs
     * @param message what and why, naming the thing, for people
     * @param bound the number the reason speaks of (the compaction floor for COMPACTED, the current revision for
     *     FUTURE_REVISION, the limit for a size), 0 where there is none
     */
    record Rejection(long revision, Reason reason, String message, long bound) implements Outcome {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.rejection(this);
        }
    }

    /**
     * A lease was made.
     *
     * @param revision the current revision
     * @param lease its id
     * @param ttlMillis the time to live that was granted
     */
    record LeaseGranted(long revision, long lease, long ttlMillis) implements Outcome {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.leaseGranted(this);
        }
    }

    /**
     * A lease was revoked or expired.
     *
     * @param revision the revision at which its keys were deleted, or the current one if it had none
     * @param lease its id
     * @param deleted how many keys were deleted with it
     */
    record LeaseEnded(long revision, long lease, long deleted) implements Outcome {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.leaseEnded(this);
        }
    }

    /**
     * Bounds of leases were set.
     *
     * @param revision the current revision
     * @param changed how many; the others named leases that are gone
     */
    record Checkpointed(long revision, int changed) implements Outcome {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.checkpointed(this);
        }
    }

    /**
     * Leases were listed.
     *
     * @param revision the current revision
     * @param leases in order of their ids
     * @param more whether there are more
     */
    record Leases(long revision, List<LeaseRecord> leases, boolean more) implements Outcome {
        /** Copies the list. */
        public Leases {
            leases = List.copyOf(leases);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.leases(this);
        }
    }

    /**
     * A session is open.
     *
     * @param revision the revision current when it was opened
     * @param session its id
     * @param lease the lease to renew
     * @param epoch the lease's epoch
     * @param ttlMillis its time to live
     */
    record SessionOpened(long revision, long session, long lease, long epoch, long ttlMillis) implements Outcome {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.sessionOpened(this);
        }
    }

    /**
     * A session was closed or killed.
     *
     * @param revision the revision at which its keys were deleted, or the current one if it had none
     * @param session its id
     * @param deleted how many keys were deleted with it
     */
    record SessionEnded(long revision, long session, long deleted) implements Outcome {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.sessionEnded(this);
        }
    }

    /**
     * What became of a request.
     *
     * @param revision the current revision
     * @param first the request's outcome, or null if it was not applied and never will be
     */
    record Resolved(long revision, @Nullable Outcome first) implements Outcome {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.resolved(this);
        }
    }

    /**
     * A repeated request was applied before, but its answer was too large to keep.
     *
     * @param revision the revision of the first answer
     */
    record Condensed(long revision) implements Outcome {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.condensed(this);
        }
    }

    /**
     * Sessions were listed.
     *
     * @param revision the current revision
     * @param sessions in order of their ids
     * @param more whether there are more
     */
    record Sessions(long revision, List<SessionRecord> sessions, boolean more) implements Outcome {
        /** Copies the list. */
        public Sessions {
            sessions = List.copyOf(sessions);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.sessions(this);
        }
    }
}
