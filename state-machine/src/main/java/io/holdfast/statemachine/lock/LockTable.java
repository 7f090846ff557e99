package io.holdfast.statemachine.lock;

import io.holdfast.model.Bytes;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockKind;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.snapshot.LockRow;
import io.holdfast.model.snapshot.RowSink;
import io.holdfast.statemachine.tree.Cursor;
import io.holdfast.statemachine.tree.LongKey;
import io.holdfast.statemachine.tree.Tree;
import io.holdfast.statemachine.tree.TreeEditor;
import org.jspecify.annotations.Nullable;

/**
 * All locks, who holds them, who waits for them, and how the last holds ended that were not released. Immutable, safe
 * for any thread.
 *
 * <p>Holds stand in a tree by lock and token, waits in a tree by lock and ticket ({@link LockKey}): the head of a queue,
 * and the place of anybody in it, are found in O(log n). Both stand once more by session and acquisition, and those
 * that name an owner a third time ({@link Scope}), for the search of deadlocks. The candidates of an election that have a
 * name stand once more by it.
 */
public final class LockTable {
    /** No lock, and none ever granted. */
    public static final LockTable EMPTY = new LockTable(
            Tree.empty(Lock::place),
            Tree.empty(Hold::place),
            Tree.empty(Wait::place),
            Tree.empty(stake -> stake.acquisition().place()),
            Tree.empty(Stake::scoped),
            Tree.empty(Wait::candidate),
            LockEndings.EMPTY,
            ElectionHistory.EMPTY,
            0,
            0,
            0);

    final Tree<Lock> locks;
    final Tree<Hold> holds;
    final Tree<Wait> waits;
    final Tree<Stake> stakes;
    final Tree<Stake> scoped;
    final Tree<Wait> candidates;
    final LockEndings endings;
    final ElectionHistory elections;

    /** The sum over everything but endings and changes of elections. */
    final long stakesContent;

    private final long grants;
    private final long tickets;

    LockTable(
            Tree<Lock> locks,
            Tree<Hold> holds,
            Tree<Wait> waits,
            Tree<Stake> stakes,
            Tree<Stake> scoped,
            Tree<Wait> candidates,
            LockEndings endings,
            ElectionHistory elections,
            long grants,
            long tickets,
            long stakesContent) {
        this.locks = locks;
        this.holds = holds;
        this.waits = waits;
        this.stakes = stakes;
        this.scoped = scoped;
        this.candidates = candidates;
        this.endings = endings;
        this.elections = elections;
        this.grants = grants;
        this.tickets = tickets;
        this.stakesContent = stakesContent;
    }

    /** How many locks there are. */
    public int size() {
        return locks.size();
    }

    /** How many holds there are, over all locks. */
    public int holdCount() {
        return holds.size();
    }

    /** How many waiters there are, over all locks. */
    public int waitCount() {
        return waits.size();
    }

    /** How many grants there ever were: the highest fencing token. */
    public long grants() {
        return grants;
    }

    /** How many waits there ever were. */
    public long tickets() {
        return tickets;
    }

    /** How many holds ever ended otherwise than by their release. */
    public long ended() {
        return endings.count();
    }

    /** How many endings are remembered. */
    public int endingsKept() {
        return endings.inOrder().size();
    }

    /** How many changes of elections there ever were. */
    public long changes() {
        return elections.count();
    }

    /** How many changes of elections are remembered. */
    public int changesKept() {
        return elections.inOrder().size();
    }

    /**
     * The same locks, but the tokens of grants to come, and the numbers of changes of elections, are so much higher. What
     * is remembered of changes goes: whoever asks for those after any number is told that some are missing.
     *
     * @param leap how much
     */
    public LockTable leapt(long leap) {
        long changed = elections.count() + leap;
        TreeEditor<Lock> edited = locks.edit();
        long contentOfLocks = stakesContent;
        Cursor<Lock> all = locks.ascending();
        for (Lock lock = all.next(); lock != null; lock = all.next()) {
            if (lock.kind() == LockKind.ELECTION) {
                Lock later = lock.changed(changed);
                edited.put(later);
                contentOfLocks += later.content() - lock.content();
            }
        }
        return new LockTable(
                edited.freeze(),
                holds,
                waits,
                stakes,
                scoped,
                candidates,
                endings,
                ElectionHistory.after(changed),
                grants + leap,
                tickets,
                contentOfLocks);
    }

    /** Whether nothing ever happened here: what such a table adds to digest and snapshot is nothing. */
    public boolean isUntouched() {
        return locks.size() == 0 && grants == 0 && tickets == 0 && endings.count() == 0;
    }

    /**
     * Tells an observer what a leader that is new must time: every hold with a maximum, as granted, then every lock that
     * is kept free, as cooling.
     */
    public void forEachTimed(LockObserver observer) {
        Cursor<Hold> held = holds.ascending();
        for (Hold hold = held.next(); hold != null; hold = held.next()) {
            Acquisition asked = hold.acquisition();
            if (asked.claim().maxHoldMillis() > 0) {
                observer.granted(
                        asked.name(),
                        hold.token(),
                        asked.session(),
                        asked.number(),
                        asked.claim().maxHoldMillis());
            }
        }
        Cursor<Lock> all = locks.ascending();
        for (Lock lock = all.next(); lock != null; lock = all.next()) {
            if (lock.isCooling()) {
                observer.cooling(lock.name(), lock.coolingToken(), lock.coolingMillis());
            }
        }
    }

    /** The sum of the content hashes of all locks, holds, waits, endings and changes, kept incrementally. */
    public long content() {
        return stakesContent + endings.content() + elections.content();
    }

    /** The same sum, computed anew. */
    public long recomputedContent() {
        long sum = endings.recomputedContent() + elections.recomputedContent();
        Cursor<Lock> all = locks.ascending();
        for (Lock lock = all.next(); lock != null; lock = all.next()) {
            sum += lock.content();
        }
        Cursor<Stake> asked = stakes.ascending();
        for (Stake stake = asked.next(); stake != null; stake = asked.next()) {
            sum += stake.content();
        }
        return sum;
    }

    /** Writes every row in the order that {@link LockRow} names; of a table where nothing ever happened none. */
    public <X extends Exception> void writeRows(RowSink<X> sink) throws X {
        if (isUntouched()) {
            return;
        }
        sink.row(new LockRow.Totals(grants, tickets, endings.count(), elections.count()));
        Cursor<Lock> all = locks.ascending();
        Cursor<Hold> held = holds.ascending();
        Cursor<Wait> waiting = waits.ascending();
        for (Lock lock = all.next(); lock != null; lock = all.next()) {
            sink.row(lock.row());
            for (int i = 0; i < lock.holders(); i++) {
                sink.row(present(held.next()).row());
            }
            for (int i = 0; i < lock.waiters(); i++) {
                sink.row(present(waiting.next()).row());
            }
        }
        Cursor<LockEnding> ended = endings.inOrder().ascending();
        for (LockEnding ending = ended.next(); ending != null; ending = ended.next()) {
            sink.row(ending.row());
        }
        Cursor<PastChange> changed = elections.inOrder().ascending();
        for (PastChange change = changed.next(); change != null; change = changed.next()) {
            sink.row(change.row());
        }
    }

    private static <T> T present(@Nullable T counted) {
        if (counted == null) {
            throw new IllegalStateException("a lock counts more holders or waiters than there are");
        }
        return counted;
    }

    @Nullable
    Lock lock(Bytes name) {
        return locks.get(name);
    }

    @Nullable
    Hold hold(Bytes name, long token) {
        return holds.get(LockKey.of(name, token));
    }

    /** What an acquisition has come to; null if it neither holds nor waits. */
    @Nullable
    Stake stake(long session, long acquisition) {
        return stakes.get(Acquisition.placeOf(session, acquisition));
    }

    /** How many acquisitions of a session hold or wait. */
    int stakesOf(long session) {
        return stakes.rank(LongKey.of(session + 1)) - stakes.rank(LongKey.of(session));
    }

    /** The holds of a lock in the order of their grants, as many as it has; further elements are another lock's. */
    Cursor<Hold> holdsOf(Lock lock) {
        return holds.ascendingFrom(LockKey.first(lock.place()));
    }

    /** The queue of a lock, as many as it has; further elements are another lock's. */
    Cursor<Wait> waitsOf(Lock lock) {
        return waits.ascendingFrom(LockKey.first(lock.place()));
    }

    @Nullable
    Hold firstHold(Lock lock) {
        return lock.holders() == 0 ? null : holdsOf(lock).next();
    }

    @Nullable
    Wait firstWait(Lock lock) {
        return lock.waiters() == 0 ? null : waitsOf(lock).next();
    }

    /** The first in line of an election's candidates of one name. */
    @Nullable
    Wait candidate(Lock election, String name) {
        Wait first = candidates
                .ascendingFrom(LockKey.first(LockKey.below(election.place(), name)))
                .next();
        boolean same = first != null
                && first.acquisition().lock().equals(election.place())
                && first.acquisition().claim().label().equals(name);
        return same ? first : null;
    }

    /** Where a waiter stands in its queue: 1 is next. */
    int positionOf(Wait wait) {
        return waits.rank(wait.place())
                - waits.rank(LockKey.first(wait.acquisition().lock()))
                + 1;
    }

    /** Whether those who hold a lock leave room for a claim; who waits, and a lock-delay, are not asked. */
    boolean leavesRoom(Lock lock, LockClaim claim) {
        return lock.leavesRoom(claim, claim.mode() == LockMode.READ && isRead(lock));
    }

    /** Whether a read-write lock is held by readers: then by nobody else. */
    boolean isRead(Lock lock) {
        Hold first = firstHold(lock);
        return first != null && first.acquisition().claim().mode() == LockMode.READ;
    }
}
