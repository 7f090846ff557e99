package io.holdfast.model.snapshot;

import io.holdfast.model.KeyValue;
import io.holdfast.model.event.Event;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.session.SessionEnd;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One row of a snapshot: an element of one table of the replicated state. A snapshot has its rows in this order, each
 * kind in the order named with it:
 *
 * <ol>
 *   <li>one {@link Counters};
 *   <li>each {@link Member}, by node;
 *   <li>each {@link Proposer}, the one applied last at the end;
 *   <li>each {@link Lease}, by id;
 *   <li>each {@link Session}, by id, each followed by its {@link Reply} rows, by sequence;
 *   <li>each {@link Ending}, by number;
 *   <li>the rows of the lock table, as {@link LockRow} says;
 *   <li>the rows of configuration, as {@link ConfigRow} says;
 *   <li>each {@link Change}, in the order in which they happened;
 *   <li>each {@link Key}, by key as unsigned bytes.
 * </ol>
 *
 * <p>A record holds whatever it is given: what makes no sense is refused where rows become a state. A kind that a later
 * release adds has a number of its own in the file, and a release that does not know it refuses the file and says so.
 */
public sealed interface SnapshotRow
        permits SnapshotRow.Counters,
                SnapshotRow.Member,
                SnapshotRow.Proposer,
                SnapshotRow.Lease,
                SnapshotRow.Session,
                SnapshotRow.Reply,
                SnapshotRow.Ending,
                SnapshotRow.Change,
                SnapshotRow.Key,
                LockRow,
                ConfigRow {
    /** Hands this row to the method of its kind. */
    <X extends Exception> void accept(Handler<X> handler) throws X;

    /**
     * One method a kind.
     *
     * @param <X> what they throw
     */
    interface Handler<X extends Exception> {
        /** The numbers that belong to no single element. */
        void counters(Counters row) throws X;

        /** A member. */
        void member(Member row) throws X;

        /** A proposer. */
        void proposer(Proposer row) throws X;

        /** A lease. */
        void lease(Lease row) throws X;

        /** A session. */
        void session(Session row) throws X;

        /** A kept reply. */
        void reply(Reply row) throws X;

        /** A remembered end of a session. */
        void ending(Ending row) throws X;

        /** A row of the lock table. */
        void lock(LockRow row) throws X;

        /** A row of configuration. */
        void config(ConfigRow row) throws X;

        /** An event of the history. */
        void change(Change row) throws X;

        /** A key older than the history. */
        void key(Key row) throws X;
    }

    /**
     * The numbers that belong to no single element.
     *
     * @param revision the newest revision
     * @param compactedRevision the compaction floor, 0 if history was never compacted
     * @param timestampMillis the largest timestamp of any batch
     * @param lastPickedLease the highest lease id that the table picked itself
     * @param lastEpoch the epoch of the newest grant
     * @param sessionsEnded how many sessions ever ended
     */
    record Counters(
            long revision,
            long compactedRevision,
            long timestampMillis,
            long lastPickedLease,
            long lastEpoch,
            long sessionsEnded)
            implements SnapshotRow {
        @Override
        public <X extends Exception> void accept(Handler<X> handler) throws X {
            handler.counters(this);
        }
    }

    /**
     * A node's entry in the member table.
     *
     * @param node the node id
     * @param storage the id of the disk registered for it
     */
    record Member(String node, String storage) implements SnapshotRow {
        /** Refuses null. */
        public Member {
            Objects.requireNonNull(node, "node");
            Objects.requireNonNull(storage, "storage");
        }

        @Override
        public <X extends Exception> void accept(Handler<X> handler) throws X {
            handler.member(this);
        }
    }

    /**
     * How far the entries of one proposer were applied.
     *
     * @param incarnation the random number it drew
     * @param lastNumber the number of its last entry that was applied
     */
    record Proposer(long incarnation, long lastNumber) implements SnapshotRow {
        @Override
        public <X extends Exception> void accept(Handler<X> handler) throws X {
            handler.proposer(this);
        }
    }

    /**
     * A lease. What is attached to it the keys say.
     *
     * @param lease its id
     * @param epoch tells it from earlier ones of the same id
     * @param ttlMillis the granted time to live
     * @param boundMillis the most that any client may believe to have left
     * @param session the session it belongs to, 0 for none
     */
    record Lease(long lease, long epoch, long ttlMillis, long boundMillis, long session) implements SnapshotRow {
        @Override
        public <X extends Exception> void accept(Handler<X> handler) throws X {
            handler.lease(this);
        }
    }

    /**
     * A session.
     *
     * @param session its id
     * @param lease the lease that keeps it alive
     * @param client the name the client gives itself
     * @param principal whose certificate opened it
     * @param address where it was opened from
     * @param openedMillis when, by some leader's wall clock
     * @param openedRevision the revision of the answer to its opening
     * @param ttlMillis its time to live
     * @param graceMillis how long it outlives the end of its connection; 0 for its time to live
     * @param floor where its window of replies begins
     */
    record Session(
            long session,
            long lease,
            String client,
            String principal,
            String address,
            long openedMillis,
            long openedRevision,
            long ttlMillis,
            long graceMillis,
            long floor)
            implements SnapshotRow {
        /** Refuses null. */
        public Session {
            Objects.requireNonNull(client, "client");
            Objects.requireNonNull(principal, "principal");
            Objects.requireNonNull(address, "address");
        }

        @Override
        public <X extends Exception> void accept(Handler<X> handler) throws X {
            handler.session(this);
        }
    }

    /**
     * What is kept of one request of the session before it.
     *
     * @param session the session
     * @param sequence the request's number
     * @param outcome its outcome, or null if it was closed before it came
     */
    record Reply(long session, long sequence, @Nullable Outcome outcome) implements SnapshotRow {
        @Override
        public <X extends Exception> void accept(Handler<X> handler) throws X {
            handler.reply(this);
        }
    }

    /**
     * The remembered end of a session.
     *
     * @param number how many sessions had ended with it
     * @param session the session
     * @param end why it ended
     * @param by whose will it was; empty if nobody's
     * @param why what an operator said; else empty
     * @param atMillis when, by some leader's wall clock
     */
    record Ending(long number, long session, SessionEnd end, String by, String why, long atMillis)
            implements SnapshotRow {
        /** Refuses null. */
        public Ending {
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
     * An event of the history, which begins at the compaction floor. So that no version stands twice in a snapshot, the
     * event's {@link Event#previous} is there only if that version is older than the history; else it is the one that the
     * key's last change in the rows before made.
     *
     * @param event the event
     */
    record Change(Event event) implements SnapshotRow {
        /** Refuses null. */
        public Change {
            Objects.requireNonNull(event, "event");
        }

        @Override
        public <X extends Exception> void accept(Handler<X> handler) throws X {
            handler.change(this);
        }
    }

    /**
     * A key that exists and did not change since the history begins. The other keys that exist are those whose last
     * {@link Change} is a put.
     *
     * @param keyValue its one version
     */
    record Key(KeyValue keyValue) implements SnapshotRow {
        /** Refuses null. */
        public Key {
            Objects.requireNonNull(keyValue, "keyValue");
        }

        @Override
        public <X extends Exception> void accept(Handler<X> handler) throws X {
            handler.key(this);
        }
    }
}
