package io.holdfast.statemachine.session;

import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.session.SessionEnd;
import io.holdfast.model.session.SessionRecord;
import io.holdfast.statemachine.lease.LeaseHolders;
import io.holdfast.statemachine.lease.LeaseTable;
import io.holdfast.statemachine.tree.LongKey;
import io.holdfast.statemachine.tree.TreeEditor;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Changes a session table. Nothing here is checked: whoever calls has validated before. Confined to the apply thread.
 *
 * <p>Every write of every client passes here, so a session is looked up in the table once a batch: its window is then
 * edited apart and written back at {@link #freeze}.
 */
public final class SessionEditor implements LeaseHolders {
    private final TreeEditor<SessionEntry> entries;
    private final EndingsEditor endings;
    private final SessionObserver observer;
    private final TreeMap<Long, WindowEditor> windows = new TreeMap<>();

    /** The window asked for last: requests of one session come in runs. */
    private @Nullable WindowEditor latest;

    private long latestSession;

    /** Of the entries as they stand in the tree: windows under way are not in it yet. */
    private long content;

    private long nowMillis;

    /** An editor that starts from a table, leaves it as it is, and tells the observer of every end. */
    public SessionEditor(SessionTable table, SessionObserver observer) {
        this.entries = table.entries.edit();
        this.endings = new EndingsEditor(table.endings);
        this.content = table.entriesContent;
        this.observer = observer;
    }

    /** Begins a batch; what begins or ends in it does so at this time. */
    public void beginBatch(long millis) {
        nowMillis = millis;
    }

    /** Ends a batch: the table as it stands, forever. */
    public SessionTable freeze(LeaseTable leases) {
        for (WindowEditor window : windows.values()) {
            if (window.changed()) {
                SessionEntry entry = new SessionEntry(window.before.session(), window.freeze());
                entries.put(entry);
                content += entry.content() - window.before.content();
            }
        }
        windows.clear();
        latest = null;
        return new SessionTable(entries.freeze(), endings.freeze(), content, leases);
    }

    @Override
    public void expired(long session) {
        end(session, SessionEnd.EXPIRED, "", "");
    }

    /** The session with this id, or null; its keys are not counted. */
    public @Nullable SessionRecord record(long session) {
        Session found = get(session);
        return found == null ? null : found.record(0);
    }

    /** The rejection of whatever names a session that does not exist, with what is remembered of its end. */
    public Rejection notFound(long session, long revision) {
        return SessionTable.notFound(session, endingOf(session), revision);
    }

    long nowMillis() {
        return nowMillis;
    }

    int size() {
        return entries.view().size();
    }

    @Nullable
    Session get(long session) {
        SessionEntry entry = entries.view().get(LongKey.of(session));
        return entry == null ? null : entry.session();
    }

    @Nullable
    Ending endingOf(long session) {
        return endings.view().of(session);
    }

    /** The window of a session, to be edited until the end of the batch; null if there is no such session. */
    @Nullable
    WindowEditor window(long session) {
        if (latest == null || latestSession != session) {
            latest = find(session);
            latestSession = session;
        }
        return latest;
    }

    private @Nullable WindowEditor find(long session) {
        WindowEditor window = windows.get(session);
        if (window == null) {
            SessionEntry entry = entries.view().get(LongKey.of(session));
            if (entry == null) {
                return null;
            }
            window = new WindowEditor(entry);
            windows.put(session, window);
        }
        return window;
    }

    void open(Session session) {
        SessionEntry entry = new SessionEntry(session, ReplyWindow.EMPTY);
        entries.put(entry);
        content += entry.content();
    }

    void end(long session, SessionEnd end, String by, String why) {
        SessionEntry entry = entries.remove(LongKey.of(session));
        if (entry == null) {
            throw new IllegalStateException("no session " + Long.toHexString(session) + " to end");
        }
        content -= entry.content();
        windows.remove(session);
        latest = null;
        endings.add(session, end, by, why, nowMillis);
        observer.ended(entry.session().record(0), end, by, why);
    }
}
