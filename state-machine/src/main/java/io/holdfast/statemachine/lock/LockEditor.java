package io.holdfast.statemachine.lock;

import io.holdfast.model.Bytes;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockKind;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.session.SessionEnd;
import io.holdfast.model.session.SessionRecord;
import io.holdfast.model.snapshot.LockRow;
import io.holdfast.statemachine.session.SessionObserver;
import io.holdfast.statemachine.tree.Cursor;
import io.holdfast.statemachine.tree.LongKey;
import io.holdfast.statemachine.tree.TreeEditor;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Changes a lock table. Nothing here is checked: whoever calls has validated before, and calls {@link #settle} once a
 * lock may be free for those who wait. Confined to the apply thread.
 */
public final class LockEditor implements SessionObserver {
    /** Steps of searches for deadlocks in one batch: without a bound, a log entry of such searches would hold up all others. */
    static final long MAX_SEARCHED = 65_536;

    private final TreeEditor<Lock> locks;
    private final TreeEditor<Hold> holds;
    private final TreeEditor<Wait> waits;
    private final TreeEditor<Stake> stakes;
    private final TreeEditor<Stake> scoped;
    private final TreeEditor<Wait> candidates;
    private final LockEndings.Editor endings;
    private final ElectionEditor elections;
    private final LockObserver observer;
    private final SessionLookup sessions;
    private long grants;
    private long tickets;
    private long content;
    private long nowMillis;

    /** Steps that searches may still make in this batch. */
    private long searchable = MAX_SEARCHED;

    /** The words of the latest end: those of many holds that end together are kept once. */
    private LockEnding.@Nullable Words words;

    /**
     * An editor that starts from a table and leaves it as it is.
     *
     * @param observer is told what it does
     * @param sessions whose acquisitions these are
     */
    public LockEditor(LockTable table, LockObserver observer, SessionLookup sessions) {
        this.locks = table.locks.edit();
        this.holds = table.holds.edit();
        this.waits = table.waits.edit();
        this.stakes = table.stakes.edit();
        this.scoped = table.scoped.edit();
        this.candidates = table.candidates.edit();
        this.endings = new LockEndings.Editor(table.endings);
        this.elections = new ElectionEditor(table.elections, observer);
        this.observer = observer;
        this.sessions = sessions;
        this.grants = table.grants();
        this.tickets = table.tickets();
        this.content = table.stakesContent;
    }

    /** Begins a batch; what begins or ends in it does so at this time. */
    public void beginBatch(long millis) {
        nowMillis = millis;
        searchable = MAX_SEARCHED;
    }

    /** The circle that an acquisition would close if it were queued; null if none was found, or the batch searched enough. */
    @Nullable
    List<WaitGraph.Link> circleOf(Acquisition asking, Lock lock) {
        WaitGraph graph = new WaitGraph(view(), searchable);
        List<WaitGraph.Link> circle = graph.circleOf(asking, lock);
        searchable -= graph.visited();
        return circle;
    }

    /** The table as it stands, forever. */
    public LockTable freeze() {
        return new LockTable(
                locks.freeze(),
                holds.freeze(),
                waits.freeze(),
                stakes.freeze(),
                scoped.freeze(),
                candidates.freeze(),
                endings.freeze(),
                elections.freeze(),
                grants,
                tickets,
                content);
    }

    /** The table as it stands, until the next change. */
    LockTable view() {
        return new LockTable(
                locks.view(),
                holds.view(),
                waits.view(),
                stakes.view(),
                scoped.view(),
                candidates.view(),
                endings.view(),
                elections.view(),
                grants,
                tickets,
                content);
    }

    /** Makes a lock that is not there. */
    Lock make(String name, LockKind kind, int limit, boolean fixed) {
        Lock lock = Lock.made(name, kind, limit, fixed);
        locks.put(lock);
        content += lock.content();
        return lock;
    }

    /** Grants a lock that is there, and has room. */
    Hold grant(Lock lock, Acquisition acquisition) {
        Hold hold = Hold.of(acquisition, ++grants, nowMillis);
        Lock granted = lock.granted(acquisition.claim().permits(), grants);
        if (lock.kind() == LockKind.ELECTION) {
            granted = elections.elected(granted, hold, clientOf(hold), nowMillis);
        }
        replace(lock, granted);
        holds.put(hold);
        add(hold);
        observer.granted(
                acquisition.name(),
                grants,
                acquisition.session(),
                acquisition.number(),
                acquisition.claim().maxHoldMillis());
        return hold;
    }

    /** Puts an acquisition in line: at the end, in an election behind those of its priority. */
    Wait enqueue(Lock lock, Acquisition acquisition) {
        Wait wait = Wait.of(acquisition, ++tickets, nowMillis);
        locks.put(lock.waiting(1));
        put(wait);
        add(wait);
        return wait;
    }

    /** Grants an election, which nobody holds, to one who waits, whoever stands before him. */
    void prefer(Wait wait) {
        withdraw(wait);
        grant(lockOf(wait), wait.acquisition());
    }

    /** Changes what a leader, or one who waits to be elected, publishes. */
    void publish(Stake stake, Bytes value) {
        remove(stake);
        if (stake instanceof Wait wait) {
            Wait changed = wait.publishing(value);
            put(changed);
            add(changed);
        } else {
            Hold changed = ((Hold) stake).publishing(value);
            holds.put(changed);
            add(changed);
            Lock election = lockOf(changed);
            replace(election, elections.published(election, changed, clientOf(changed), nowMillis));
        }
    }

    /** Takes a waiter out of its queue. */
    void withdraw(Wait wait) {
        locks.put(lockOf(wait).waiting(-1));
        waits.remove(wait.place());
        if (!wait.candidate().isEmpty()) {
            candidates.remove(wait.candidate());
        }
        remove(wait);
    }

    private void put(Wait wait) {
        waits.put(wait);
        if (!wait.candidate().isEmpty()) {
            candidates.put(wait);
        }
    }

    /** Ends a hold by its holder's will. */
    void release(Hold hold) {
        drop(hold, clientOf(hold), LockEnd.RELEASED, "it was released");
    }

    /** Ends a hold otherwise, and remembers how; a lock-delay begins if its holder cannot know. */
    void end(Hold hold, LockEnd end, String by, String why) {
        end(hold, clientOf(hold), end, by, why);
    }

    private void end(Hold hold, String client, LockEnd end, String by, String why) {
        drop(hold, client, end, wordsOf(end, by, why));
        Acquisition asked = hold.acquisition();
        LockRow.Ending row = new LockRow.Ending(
                endings.nextNumber(),
                asked.session(),
                asked.number(),
                asked.name(),
                hold.token(),
                end,
                by,
                why,
                nowMillis);
        endings.add(row);
        if (end.unclean() && asked.claim().delayMillis() > 0) {
            cool(lockOf(hold), asked.claim().delayMillis(), hold.token());
        }
    }

    /** Sets the permits of a semaphore. */
    void limit(Lock lock, int permits, boolean byOperator) {
        replace(lock, lock.limited(permits, byOperator));
    }

    /** Ends a lock-delay. */
    void cooled(Lock lock) {
        replace(lock, lock.cooling(0, 0));
        observer.cooled(lock.name(), lock.coolingToken());
    }

    /** Grants what is free to those whose turn it is, and drops a lock that nobody needs. */
    void settle(Bytes name) {
        Lock lock = locks.view().get(name);
        while (lock != null && !lock.isCooling() && lock.waiters() > 0) {
            LockTable table = view();
            Wait head = table.firstWait(lock);
            if (head == null || !table.leavesRoom(lock, head.acquisition().claim())) {
                break;
            }
            withdraw(head);
            grant(lockOf(head), head.acquisition());
            lock = locks.view().get(name);
        }
        if (lock != null && lock.isIdle()) {
            locks.remove(name);
            content -= lock.content();
        }
    }

    /** Ends everything of a session: first it waits for nothing, then it holds nothing, then others are granted. */
    @Override
    public void ended(SessionRecord session, SessionEnd end, String by, String why) {
        List<Stake> left = stakesOf(session.session());
        if (left.isEmpty()) {
            return;
        }
        SessionWords words = SessionWords.of(session, end, by, why);
        TreeSet<Bytes> touched = new TreeSet<>();
        for (Stake stake : left) {
            touched.add(stake.acquisition().lock());
            if (stake instanceof Wait wait) {
                withdraw(wait);
            }
        }
        for (Stake stake : left) {
            if (stake instanceof Hold hold) {
                end(hold, session.client(), words.end(), words.by(), words.why());
            }
        }
        touched.forEach(this::settle);
    }

    private List<Stake> stakesOf(long session) {
        List<Stake> found = new ArrayList<>();
        Cursor<Stake> cursor = stakes.view().ascendingFrom(LongKey.of(session));
        Stake stake = cursor.next();
        while (stake != null && stake.acquisition().session() == session) {
            found.add(stake);
            stake = cursor.next();
        }
        return found;
    }

    /** A delay that runs begins anew and is as long as the longer of the two: each is served in full. */
    private void cool(Lock lock, long millis, long token) {
        if (lock.isCooling()) {
            observer.cooled(lock.name(), lock.coolingToken());
        }
        Lock cooling = lock.cooling(Math.max(millis, lock.coolingMillis()), token);
        replace(lock, cooling);
        observer.cooling(lock.name(), token, cooling.coolingMillis());
    }

    private void drop(Hold hold, String client, LockEnd end, String message) {
        Lock lock = lockOf(hold);
        Lock freed = lock.freed(hold.acquisition().claim().permits());
        if (lock.kind() == LockKind.ELECTION) {
            replace(lock, elections.ended(freed, hold, client, end, message, nowMillis));
        } else {
            locks.put(freed);
        }
        holds.remove(hold.place());
        remove(hold);
        tell(hold, end, message);
    }

    /** The name that only elections tell; of a session that lives. */
    private String clientOf(Hold hold) {
        if (hold.acquisition().claim().mode() != LockMode.LEADER) {
            return "";
        }
        SessionRecord session = sessions.get(hold.acquisition().session());
        if (session == null) {
            throw new IllegalStateException("no session of " + hold);
        }
        return session.client();
    }

    private String wordsOf(LockEnd end, String by, String why) {
        LockEnding.Words known = words;
        if (known == null || !known.areOf(end, by, why)) {
            known = LockEnding.Words.of(end, by, why);
            words = known;
        }
        return known.text();
    }

    private void tell(Hold hold, LockEnd end, String message) {
        Acquisition asked = hold.acquisition();
        observer.ended(
                asked.name(),
                hold.token(),
                asked.session(),
                asked.number(),
                asked.claim().maxHoldMillis(),
                end,
                message);
    }

    /** Not for a change of the counts alone: those are no part of the content. */
    private void replace(Lock before, Lock after) {
        locks.put(after);
        content += after.content() - before.content();
    }

    private void add(Stake stake) {
        stakes.put(stake);
        if (stake.acquisition().isScoped()) {
            scoped.put(stake);
        }
        content += stake.content();
    }

    private void remove(Stake stake) {
        stakes.remove(stake.acquisition().place());
        if (stake.acquisition().isScoped()) {
            scoped.remove(stake.scoped());
        }
        content -= stake.content();
    }

    private Lock lockOf(Stake stake) {
        Lock lock = locks.view().get(stake.acquisition().lock());
        if (lock == null) {
            throw new IllegalStateException("no lock " + stake.acquisition().name());
        }
        return lock;
    }
}
