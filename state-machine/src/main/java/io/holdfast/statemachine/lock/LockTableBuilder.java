package io.holdfast.statemachine.lock;

import io.holdfast.model.Limits;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockKind;
import io.holdfast.model.snapshot.LockRow;
import io.holdfast.model.snapshot.SnapshotException;
import io.holdfast.statemachine.tree.Cursor;
import io.holdfast.statemachine.tree.Tree;
import io.holdfast.statemachine.tree.TreeBuilder;
import io.holdfast.statemachine.tree.TreeEditor;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Makes a lock table of the rows of a snapshot, and trusts none of them. Confined to one thread. */
public final class LockTableBuilder implements LockRow.Handler<SnapshotException> {
    /** Which sessions there are. */
    @FunctionalInterface
    public interface Sessions {
        /** Whether there is such a session. */
        boolean has(long session) throws SnapshotException;
    }

    /** Nothing is ever counted as far as this, and counting on from here does not wrap. */
    private static final long MAX_COUNT = 1L << 62;

    private final long timestampMillis;
    private final Sessions sessions;
    private final TreeBuilder<Lock> locks = new TreeBuilder<>(Lock::place);
    private final TreeBuilder<Hold> holds = new TreeBuilder<>(Hold::place);
    private final TreeBuilder<Wait> waits = new TreeBuilder<>(Wait::place);
    private final TreeEditor<Stake> stakes = LockTable.EMPTY.stakes.edit();
    private final TreeEditor<Stake> scoped = LockTable.EMPTY.scoped.edit();
    /** Of holds and endings. */
    private final UniqueNumbers granted = new UniqueNumbers("token");

    /** Of holds and lock-delays: what a delay follows has ended. */
    private final UniqueNumbers held = new UniqueNumbers("token");

    private final UniqueNumbers tickets = new UniqueNumbers("ticket");
    private LockRow.@Nullable Totals totals;

    /** The lock whose holds and waits come now. */
    private @Nullable LockRows current;

    private final TreeEditor<Wait> candidates = LockTable.EMPTY.candidates.edit();
    private final ElectionRows elections = new ElectionRows();
    private LockEndings.@Nullable Editor endings;
    private long firstEnding;
    private int count;
    private long content;

    /**
     * Begins.
     *
     * @param timestampMillis nothing happened later
     * @param sessions which sessions there are; asked from the first hold or wait on
     */
    public LockTableBuilder(long timestampMillis, Sessions sessions) {
        this.timestampMillis = timestampMillis;
        this.sessions = sessions;
    }

    @Override
    public void totals(LockRow.Totals row) throws SnapshotException {
        require(totals == null, "the totals of locks are given twice");
        boolean inRange = row.grants() >= 0
                && row.grants() <= MAX_COUNT
                && row.tickets() >= 0
                && row.tickets() <= MAX_COUNT
                && row.ended() >= 0
                && row.ended() <= row.grants()
                && row.changes() >= 0
                && row.changes() <= MAX_COUNT;
        require(inRange, "no lock table can have these totals: " + row);
        totals = row;
    }

    @Override
    public void lock(LockRow.Lock row) throws SnapshotException {
        LockRow.Totals bounds = bounds();
        require(
                endings == null && !elections.begun(),
                "lock " + row.name() + " comes after the endings, or the changes of elections");
        requireNo(LockCheck.ofName(row.name()));
        boolean semaphore = row.kind() == LockKind.SEMAPHORE;
        boolean limited = semaphore ? row.limit() > 0 && row.limit() <= Limits.MAX_PERMITS : row.limit() == 0;
        boolean inRange = limited
                && (semaphore || !row.fixed())
                && row.lastToken() >= 0
                && row.lastToken() <= bounds.grants()
                && row.coolingMillis() >= 0
                && row.coolingMillis() <= Limits.MAX_LOCK_DELAY_MILLIS
                && row.coolingToken() >= 0
                && row.coolingToken() <= row.lastToken()
                && (row.coolingMillis() > 0) == (row.coolingToken() > 0)
                && row.lastChange() >= 0
                && row.lastChange() <= bounds.changes()
                && (row.lastChange() > 0) == (row.kind() == LockKind.ELECTION);
        require(inRange, "no lock can have these numbers: " + row);
        endLock();
        require(++count <= Limits.MAX_LOCKS, "there are more than " + Limits.MAX_LOCKS + " locks");
        if (row.coolingToken() > 0) {
            held.add(row.coolingToken());
        }
        current = new LockRows(Lock.of(row));
    }

    @Override
    public void hold(LockRow.Hold row) throws SnapshotException {
        LockRows rows = ofLock("a hold");
        checkClaim(row.session(), row.acquisition(), row.claim(), row.sinceMillis(), rows);
        Acquisition asked =
                Acquisition.of(row.session(), row.acquisition(), rows.lock().name(), row.claim());
        rows.hold(asked, row.token());
        granted.add(row.token());
        held.add(row.token());
        Hold hold = Hold.of(asked, row.token(), row.sinceMillis());
        require(holds.append(hold), "token " + row.token() + " does not stand behind the one before it");
        add(hold);
    }

    @Override
    public void await(LockRow.Wait row) throws SnapshotException {
        LockRows rows = ofLock("a wait");
        checkClaim(row.session(), row.acquisition(), row.claim(), row.sinceMillis(), rows);
        boolean inRange = row.ticket() > 0 && row.ticket() <= bounds().tickets();
        require(inRange, "no waiter can have ticket " + row.ticket());
        Acquisition asked =
                Acquisition.of(row.session(), row.acquisition(), rows.lock().name(), row.claim());
        rows.await(asked);
        tickets.add(row.ticket());
        Wait wait = Wait.of(asked, row.ticket(), row.sinceMillis());
        require(waits.append(wait), "ticket " + row.ticket() + " does not stand behind the one before it");
        if (!wait.candidate().isEmpty()) {
            candidates.put(wait);
        }
        add(wait);
    }

    @Override
    public void ending(LockRow.Ending row) throws SnapshotException {
        LockRow.Totals bounds = bounds();
        require(!elections.begun(), "the end of a hold comes after the changes of elections");
        endLock();
        LockEndings.Editor editor = endings;
        if (editor == null) {
            require(row.number() > 0, "a hold ended as number " + row.number());
            firstEnding = row.number();
            editor = new LockEndings.Editor(LockEndings.after(firstEnding - 1));
            endings = editor;
        }
        require(
                row.number() == editor.nextNumber(),
                "a hold ended as number " + row.number() + ", not " + editor.nextNumber());
        require(row.number() - firstEnding < LockEndings.MAX, "too many endings of holds are remembered");
        requireNo(LockCheck.ofName(row.name()));
        boolean sensible = row.session() > 0
                && row.acquisition() > 0
                && row.token() > 0
                && row.token() <= bounds.grants()
                && row.end() != LockEnd.UNKNOWN
                && row.end() != LockEnd.RELEASED
                && row.atMillis() >= 0
                && row.atMillis() <= timestampMillis
                && fits(row.by(), Limits.MAX_PRINCIPAL_BYTES)
                && fits(row.why(), LockEnding.MAX_WHY_BYTES);
        require(sensible, "a hold ended in no known way: " + row);
        String who = "acquisition " + row.acquisition() + " of session " + Long.toHexString(row.session());
        require(editor.view().of(row.session(), row.acquisition()) == null, who + " ended twice");
        require(
                stakes.view().get(Acquisition.placeOf(row.session(), row.acquisition())) == null,
                who + " has ended and cannot hold or wait");
        granted.add(row.token());
        editor.add(row);
    }

    @Override
    public void change(LockRow.Change row) throws SnapshotException {
        LockRow.Totals bounds = bounds();
        endLock();
        elections.add(row, bounds, timestampMillis);
    }

    /** The table. */
    public LockTable build() throws SnapshotException {
        if (totals == null) {
            return LockTable.EMPTY;
        }
        endLock();
        granted.requireUnique();
        held.requireUnique();
        tickets.requireUnique();
        requireFewPerSession();
        long forgotten = endings == null ? 0 : firstEnding - 1;
        long last = endings == null ? 0 : endings.nextNumber() - 1;
        boolean full = last - forgotten == LockEndings.MAX;
        if (last != totals.ended() || (forgotten > 0 && !full)) {
            throw new SnapshotException("of " + totals.ended() + " endings of holds those from " + firstEnding + " to "
                    + last + " are remembered");
        }
        Tree<Lock> all = locks.build();
        LockTable table = new LockTable(
                all,
                holds.build(),
                waits.build(),
                stakes.freeze(),
                scoped.freeze(),
                candidates.freeze(),
                endings == null ? LockEndings.EMPTY : endings.freeze(),
                elections.build(totals.changes()),
                totals.grants(),
                totals.tickets(),
                content);
        require(!table.isUntouched(), "the totals of locks say that there never was any");
        return table;
    }

    private void checkClaim(long session, long acquisition, LockClaim claim, long sinceMillis, LockRows rows)
            throws SnapshotException {
        requireNo(LockCheck.ofAcquisition(acquisition));
        requireNo(LockCheck.ofClaim(claim));
        String who = "acquisition " + acquisition + " of session " + Long.toHexString(session);
        require(session > 0 && sessions.has(session), who + ": there is no such session");
        require(claim.mode().kind() == rows.lock().kind(), who + " does not fit " + rows.lock());
        require(sinceMillis >= 0 && sinceMillis <= timestampMillis, who + " is from " + sinceMillis);
    }

    private LockRows ofLock(String what) throws SnapshotException {
        if (current == null) {
            throw new SnapshotException(what + " does not follow a lock");
        }
        return current;
    }

    private void endLock() throws SnapshotException {
        if (current != null) {
            Lock lock = current.complete();
            require(locks.append(lock), "lock " + lock.name() + " does not stand behind the lock before it");
            content += lock.content();
            if (lock.kind() == LockKind.ELECTION) {
                elections.standing(lock);
            }
            current = null;
        }
    }

    private void add(Stake stake) throws SnapshotException {
        Acquisition asked = stake.acquisition();
        boolean first = stakes.put(stake) == null;
        require(first, "acquisition " + asked.number() + " of session " + asked.session() + " is there twice");
        if (asked.isScoped()) {
            scoped.put(stake);
        }
        content += stake.content();
    }

    private void requireFewPerSession() throws SnapshotException {
        Cursor<Stake> cursor = stakes.view().ascending();
        long session = 0;
        int found = 0;
        for (Stake stake = cursor.next(); stake != null; stake = cursor.next()) {
            found = stake.acquisition().session() == session ? found + 1 : 1;
            session = stake.acquisition().session();
            require(
                    found <= Limits.MAX_ACQUISITIONS,
                    "session " + Long.toHexString(session) + " has more than " + Limits.MAX_ACQUISITIONS
                            + " acquisitions");
        }
    }

    private LockRow.Totals bounds() throws SnapshotException {
        if (totals == null) {
            throw new SnapshotException("a row of locks comes before their totals");
        }
        return totals;
    }

    static boolean fits(String text, int limit) {
        return text.getBytes(StandardCharsets.UTF_8).length <= limit;
    }

    static void requireNo(LockCheck.@Nullable Fault fault) throws SnapshotException {
        if (fault != null) {
            throw new SnapshotException(fault.message());
        }
    }

    static void require(boolean holds, String otherwise) throws SnapshotException {
        if (!holds) {
            throw new SnapshotException(otherwise);
        }
    }
}
