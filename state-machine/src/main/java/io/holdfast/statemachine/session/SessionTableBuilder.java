package io.holdfast.statemachine.session;

import io.holdfast.model.Limits;
import io.holdfast.model.lease.LeaseRecord;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.session.SessionEnd;
import io.holdfast.model.snapshot.SnapshotException;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.statemachine.lease.LeaseTable;
import io.holdfast.statemachine.lease.LeaseTableBuilder;
import io.holdfast.statemachine.tree.LongKey;
import io.holdfast.statemachine.tree.Tree;
import io.holdfast.statemachine.tree.TreeBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Makes a session table: of sessions with their replies first, then of endings. Confined to one thread.
 */
public final class SessionTableBuilder {
    private final SnapshotRow.Counters counters;
    private final LeaseTableBuilder leases;
    private final TreeBuilder<SessionEntry> building = new TreeBuilder<>(SessionEntry::place);
    private int count;
    private long content;

    /** The window of the session added last, until the next one. */
    private @Nullable WindowEditor window;

    private long lastSequence;

    /** All sessions, once the first ending came. */
    private @Nullable Tree<SessionEntry> entries;

    private @Nullable EndingsEditor endings;
    private long firstEnding;
    private long lastEnding;

    /**
     * Begins.
     *
     * @param counters the numbers that bound those of the rows
     * @param leases all leases; complete before the first session comes
     * @throws SnapshotException if the number of ended sessions is negative
     */
    public SessionTableBuilder(SnapshotRow.Counters counters, LeaseTableBuilder leases) throws SnapshotException {
        if (counters.sessionsEnded() < 0) {
            throw new SnapshotException("the number of ended sessions is " + counters.sessionsEnded());
        }
        this.counters = counters;
        this.leases = leases;
    }

    /** Adds a session, in order of ids. */
    public void session(SnapshotRow.Session row) throws SnapshotException {
        endWindow();
        boolean inRange = row.session() > 0
                && row.openedMillis() >= 0
                && row.openedMillis() <= counters.timestampMillis()
                && row.openedRevision() > 0
                && row.openedRevision() <= counters.revision()
                && row.ttlMillis() <= Limits.MAX_SESSION_TTL_MILLIS
                && row.graceMillis() >= 0
                && row.graceMillis() <= row.ttlMillis()
                && row.floor() > 0;
        require(inRange, row.session(), "has numbers that no session can have: " + row);
        LeaseRecord lease = leases.get(row.lease());
        boolean ownsLease = lease != null && lease.session() == row.session() && lease.ttlMillis() == row.ttlMillis();
        require(ownsLease, row.session(), "names lease " + row.lease() + ", which is " + lease);
        SessionEntry opened = new SessionEntry(Session.of(row), ReplyWindow.EMPTY);
        window = new WindowEditor(opened);
        window.raiseFloor(row.floor());
        lastSequence = row.floor() - 1;
    }

    /** Adds a reply of the session added last, in order of requests. */
    public void reply(SnapshotRow.Reply row) throws SnapshotException {
        WindowEditor editor = window;
        boolean ofLast = editor != null && editor.before.session().id() == row.session();
        if (editor == null || !ofLast) {
            throw complaint(row.session(), "has a reply that does not follow it");
        }
        require(
                row.sequence() > lastSequence,
                row.session(),
                "has request " + row.sequence() + " after " + lastSequence);
        require(
                !editor.isBeyond(row.sequence()),
                row.session(),
                "has request " + row.sequence() + " beyond its window");
        lastSequence = row.sequence();
        Outcome outcome = row.outcome();
        if (outcome == null) {
            editor.close(row.sequence());
        } else {
            boolean kept = KeptSize.canBeKept(outcome) && KeptSize.of(outcome) <= Limits.MAX_KEPT_OUTCOME_BYTES;
            require(kept, row.session(), "keeps an outcome of request " + row.sequence() + " that is never kept");
            editor.keep(row.sequence(), outcome);
        }
    }

    /** Adds the end of a session, in the order in which they ended. */
    public void ending(SnapshotRow.Ending row) throws SnapshotException {
        boolean open = entries().get(LongKey.of(row.session())) != null;
        require(row.session() > 0 && !open, row.session(), "has ended and cannot be open");
        if (endings == null) {
            require(row.number() > 0, row.session(), "ended as number " + row.number());
            firstEnding = row.number();
            lastEnding = firstEnding - 1;
            endings = new EndingsEditor(Endings.after(lastEnding));
        }
        require(
                row.number() == lastEnding + 1,
                row.session(),
                "ended as number " + row.number() + " after " + lastEnding);
        require(row.number() - firstEnding < Endings.MAX, row.session(), "ended, but too many endings are remembered");
        require(endings.view().of(row.session()) == null, row.session(), "ended twice");
        boolean sensible =
                row.end() != SessionEnd.UNKNOWN && row.atMillis() >= 0 && row.atMillis() <= counters.timestampMillis();
        require(sensible, row.session(), "ended in no known way: " + row);
        endings.add(row.session(), row.end(), row.by(), row.why(), row.atMillis());
        lastEnding = row.number();
    }

    /** Whether there is such a session; to be asked once all sessions came. */
    public boolean has(long session) throws SnapshotException {
        return entries().get(LongKey.of(session)) != null;
    }

    /** The table, over the finished table of leases. */
    public SessionTable build(LeaseTable leaseTable) throws SnapshotException {
        Tree<SessionEntry> all = entries();
        if (count != leases.ofSessions()) {
            throw new SnapshotException(leases.ofSessions() + " leases belong to sessions, there are " + count);
        }
        long forgotten = endings == null ? 0 : firstEnding - 1;
        boolean full = lastEnding - forgotten == Endings.MAX;
        if (lastEnding != counters.sessionsEnded() || (forgotten > 0 && !full)) {
            throw new SnapshotException("of " + counters.sessionsEnded() + " endings those from " + firstEnding + " to "
                    + lastEnding + " are remembered");
        }
        Endings ended = endings == null ? Endings.EMPTY : endings.freeze();
        return new SessionTable(all, ended, content, leaseTable);
    }

    private Tree<SessionEntry> entries() throws SnapshotException {
        if (entries == null) {
            endWindow();
            entries = building.build();
        }
        return entries;
    }

    private void endWindow() throws SnapshotException {
        if (window != null) {
            SessionEntry entry = new SessionEntry(window.before.session(), window.freeze());
            long session = entry.session().id();
            require(building.append(entry), session, "does not stand behind the session before it");
            content += entry.content();
            count++;
            window = null;
        }
    }

    private static void require(boolean holds, long session, String what) throws SnapshotException {
        if (!holds) {
            throw complaint(session, what);
        }
    }

    private static SnapshotException complaint(long session, String what) {
        return new SnapshotException("session " + Long.toHexString(session) + " " + what);
    }
}
