package io.holdfast.statemachine.lock;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.lock.ElectionChange;
import io.holdfast.model.lock.HoldRecord;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockKind;
import io.holdfast.model.lock.LockRecord;
import io.holdfast.model.lock.WaitRecord;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.LockQuery;
import io.holdfast.model.session.SessionRecord;
import io.holdfast.statemachine.tree.Cursor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers queries of locks from one table. Safe for any thread. */
public final class LockAnswers implements LockQuery.Handler<Outcome> {
    /** The most UTF-8 bytes that one char takes. */
    private static final int CHAR_BYTES = 3;

    /** What a record takes on the wire besides its texts, at most. */
    private static final int ENVELOPE_BYTES = 160;

    /** Holders take at most half a page, and leave at least half of it to the waiters. */
    private static final long HALF_PAGE_BYTES = Limits.MAX_PAGE_BYTES / 2;

    private final LockTable table;
    private final SessionLookup sessions;
    private final long revision;

    /**
     * Answers at one state.
     *
     * @param table the locks
     * @param sessions the sessions of the same state
     * @param revision its revision
     */
    public LockAnswers(LockTable table, SessionLookup sessions, long revision) {
        this.table = table;
        this.sessions = sessions;
        this.revision = revision;
    }

    /** Granted or queued. */
    static Outcome standing(Stake stake, LockTable table, long revision) {
        if (stake instanceof Hold hold) {
            Lock lock = table.lock(hold.acquisition().lock());
            return new LockOutcome.Granted(revision, hold.token(), lock == null ? 0 : lock.limit());
        }
        return new LockOutcome.Queued(revision, table.positionOf((Wait) stake));
    }

    @Override
    public Outcome all(LockQuery.All query) {
        Bytes prefix = Bytes.utf8(query.prefix());
        Bytes after = query.after().isEmpty() ? Bytes.EMPTY : LockKey.behind(Bytes.utf8(query.after()));
        int limit = pageOf(query.limit());
        List<LockRecord> found = new ArrayList<>();
        Cursor<Lock> cursor = table.locks.ascendingFrom(after.compareTo(prefix) > 0 ? after : prefix);
        Lock lock = cursor.next();
        while (lock != null && lock.place().startsWith(prefix) && found.size() < limit) {
            found.add(lock.record());
            lock = cursor.next();
        }
        boolean more = lock != null && lock.place().startsWith(prefix);
        return new LockOutcome.Listed(revision, found, more);
    }

    @Override
    public Outcome one(LockQuery.One query) {
        Lock lock = table.lock(Bytes.utf8(query.name()));
        if (lock == null) {
            return rejections().notFound(query.name());
        }
        int limit = pageOf(query.limit());
        return new LockOutcome.Shown(revision, lock.record(), holders(lock, limit), waiters(lock, limit));
    }

    @Override
    public Outcome acquisition(LockQuery.Acquisition query) {
        Stake stake = table.stake(query.session(), query.acquisition());
        if (stake == null) {
            return rejections().notHeld(query.name(), query.session(), query.acquisition());
        }
        return stake.acquisition().name().equals(query.name())
                ? standing(stake, table, revision)
                : rejections().otherLock(stake.acquisition(), query.name());
    }

    @Override
    public Outcome token(LockQuery.Token query) {
        Bytes name = Bytes.utf8(query.name());
        Hold hold = query.token() > 0 ? table.hold(name, query.token()) : null;
        return hold == null
                ? rejections().fenced(query.name(), query.token(), table.lock(name))
                : new LockOutcome.Held(revision, hold.record(sessionOf(hold)));
    }

    @Override
    public Outcome changes(LockQuery.Changes query) {
        LockCheck.Fault fault = LockCheck.ofName(query.name());
        if (fault != null) {
            return fault.rejection(revision);
        }
        Lock lock = table.lock(Bytes.utf8(query.name()));
        if (lock != null && lock.kind() != LockKind.ELECTION) {
            return rejections().wrongKind(lock, LockKind.ELECTION);
        }
        Hold hold = lock == null ? null : table.firstHold(lock);
        HoldRecord leader = hold == null ? null : hold.record(sessionOf(hold));
        long head = table.elections.count();
        boolean begins = query.after() < 0;
        boolean missed = !begins && missed(query, lock == null ? 0 : lock.lastChange());
        return begins || missed
                ? new LockOutcome.Changes(revision, head, missed, false, leader, List.of())
                : changesAfter(query, leader);
    }

    /** What a reader knows that has not happened was read from a state that is lost: nothing he knows counts then. */
    private boolean missed(LockQuery.Changes query, long latest) {
        return query.after() > table.elections.count()
                || table.elections.hasForgotten(query.name(), latest, query.after());
    }

    private Outcome changesAfter(LockQuery.Changes query, @Nullable HoldRecord leader) {
        int limit = pageOf(query.limit());
        List<ElectionChange> page = new ArrayList<>();
        long bytes = 0;
        Cursor<PastChange> cursor = table.elections.from(Bytes.utf8(query.name()), query.after() + 1);
        PastChange next = cursor.next();
        while (next != null && next.change().election().equals(query.name())) {
            bytes += size(next.change());
            if (page.size() == limit || (bytes > HALF_PAGE_BYTES && !page.isEmpty())) {
                long last = page.get(page.size() - 1).number();
                return new LockOutcome.Changes(revision, last, false, true, leader, page);
            }
            page.add(next.change());
            next = cursor.next();
        }
        return new LockOutcome.Changes(revision, table.elections.count(), false, false, leader, page);
    }

    private static long size(ElectionChange change) {
        int chars = change.election().length()
                + change.candidate().length()
                + change.client().length()
                + change.message().length();
        return ENVELOPE_BYTES + (long) CHAR_BYTES * chars + change.value().size();
    }

    private List<HoldRecord> holders(Lock lock, int limit) {
        List<HoldRecord> holders = new ArrayList<>();
        long bytes = 0;
        Cursor<Hold> cursor = table.holdsOf(lock);
        for (int i = 0; i < Math.min(limit, lock.holders()); i++) {
            Hold hold = cursor.next();
            if (hold == null) {
                break;
            }
            SessionRecord session = sessionOf(hold);
            bytes += size(hold, session);
            if (bytes > HALF_PAGE_BYTES) {
                break;
            }
            holders.add(hold.record(session));
        }
        return holders;
    }

    private List<WaitRecord> waiters(Lock lock, int limit) {
        List<WaitRecord> waiters = new ArrayList<>();
        long bytes = 0;
        Cursor<Wait> cursor = table.waitsOf(lock);
        for (int i = 0; i < Math.min(limit, lock.waiters()); i++) {
            Wait wait = cursor.next();
            if (wait == null) {
                break;
            }
            SessionRecord session = sessionOf(wait);
            bytes += size(wait, session);
            if (bytes > HALF_PAGE_BYTES) {
                break;
            }
            waiters.add(wait.record(session));
        }
        return waiters;
    }

    private static long size(Stake stake, SessionRecord session) {
        LockClaim claim = stake.acquisition().claim();
        int chars = claim.owner().length()
                + claim.label().length()
                + session.client().length()
                + session.principal().length()
                + session.address().length();
        return ENVELOPE_BYTES + (long) CHAR_BYTES * chars + claim.value().size();
    }

    private SessionRecord sessionOf(Stake stake) {
        SessionRecord session = sessions.get(stake.acquisition().session());
        if (session == null) {
            throw new IllegalStateException(
                    "no session " + Long.toHexString(stake.acquisition().session()) + " of a lock");
        }
        return session;
    }

    private static int pageOf(int limit) {
        return limit <= 0 ? Limits.MAX_LISTED : Math.min(limit, Limits.MAX_LISTED);
    }

    private LockRejections rejections() {
        return new LockRejections(table, sessions, revision);
    }
}
