package io.holdfast.statemachine.session;

import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.session.SessionEnd;
import io.holdfast.model.session.SessionRecord;
import io.holdfast.model.snapshot.RowSink;
import io.holdfast.statemachine.lease.LeaseTable;
import io.holdfast.statemachine.tree.Cursor;
import io.holdfast.statemachine.tree.LongKey;
import io.holdfast.statemachine.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All sessions with their reply windows, and how the last ones ended. Immutable, safe for any thread. */
public final class SessionTable {
    /** No session, and none ever opened. */
    public static final SessionTable EMPTY =
            new SessionTable(Tree.empty(SessionEntry::place), Endings.EMPTY, 0, LeaseTable.EMPTY);

    final Tree<SessionEntry> entries;
    final Endings endings;

    /** The sum over entries, without endings. */
    final long entriesContent;

    private final LeaseTable leases;

    SessionTable(Tree<SessionEntry> entries, Endings endings, long entriesContent, LeaseTable leases) {
        this.entries = entries;
        this.endings = endings;
        this.entriesContent = entriesContent;
        this.leases = leases;
    }

    /** How many sessions there are. */
    public int size() {
        return entries.size();
    }

    /** The session with this id, or null. */
    public @Nullable SessionRecord get(long session) {
        SessionEntry entry = entries.get(LongKey.of(session));
        return entry == null ? null : record(entry);
    }

    /**
     * The sessions that follow an id, in order.
     *
     * @param session only ids above it; 0 to begin
     * @param limit at most so many
     */
    public List<SessionRecord> after(long session, int limit) {
        List<SessionRecord> page = new ArrayList<>();
        if (session < Long.MAX_VALUE) {
            Cursor<SessionEntry> cursor = entries.ascendingFrom(LongKey.of(Math.max(0, session) + 1));
            SessionEntry entry = cursor.next();
            while (entry != null && page.size() < limit) {
                page.add(record(entry));
                entry = cursor.next();
            }
        }
        return page;
    }

    /** The replies that a session keeps, or null if there is no such session. */
    public @Nullable ReplyWindow windowOf(long session) {
        SessionEntry entry = entries.get(LongKey.of(session));
        return entry == null ? null : entry.window();
    }

    /** Why a session ended; {@link SessionEnd#UNKNOWN} if nobody remembers. */
    public SessionEnd endOf(long session) {
        Ending ending = endings.of(session);
        return ending == null ? SessionEnd.UNKNOWN : ending.end();
    }

    /** How many endings are remembered. */
    public int endingsKept() {
        return endings.inOrder().size();
    }

    /** How many sessions ever ended. */
    public long ended() {
        return endings.count();
    }

    /** The rejection of whatever names a session that does not exist, with what is remembered of its end. */
    public Rejection notFound(long session, long revision) {
        return notFound(session, endings.of(session), revision);
    }

    static Rejection notFound(long session, @Nullable Ending ending, long revision) {
        String name = "session " + Long.toHexString(session);
        return ending == null
                ? new Rejection(revision, Reason.SESSION_NOT_FOUND, name + " does not exist", 0)
                : new Rejection(
                        revision,
                        Reason.SESSION_NOT_FOUND,
                        name + " " + ending.words(),
                        ending.end().number());
    }

    /** The sum of the content hashes of all sessions, windows and endings, kept incrementally. */
    public long content() {
        return entriesContent + endings.content();
    }

    /** The same sum, computed anew. */
    public long recomputedContent() {
        long sum = endings.recomputedContent();
        Cursor<SessionEntry> cursor = entries.ascending();
        for (SessionEntry entry = cursor.next(); entry != null; entry = cursor.next()) {
            sum += entry.recomputedContent();
        }
        return sum;
    }

    /**
     * Writes every session in order of its id, each followed by its replies in order, then every ending that is
     * remembered, the oldest first.
     */
    public <X extends Exception> void writeRows(RowSink<X> sink) throws X {
        Cursor<SessionEntry> cursor = entries.ascending();
        for (SessionEntry entry = cursor.next(); entry != null; entry = cursor.next()) {
            sink.row(entry.session().row(entry.window().floor()));
            entry.window().writeRows(entry.session().id(), sink);
        }
        Cursor<Ending> ended = endings.inOrder().ascending();
        for (Ending ending = ended.next(); ending != null; ending = ended.next()) {
            sink.row(ending.row());
        }
    }

    private SessionRecord record(SessionEntry entry) {
        return entry.session().record(leases.keyCount(entry.session().lease()));
    }
}
