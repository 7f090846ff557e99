package io.holdfast.statemachine.lock;

import io.holdfast.model.Bytes;
import io.holdfast.model.lock.LockKind;
import io.holdfast.model.lock.LockMode;
import io.holdfast.statemachine.tree.Cursor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for whom, over exclusive and read-write locks, and elections whose candidates name an owner: a scope that waits for a lock waits for those who hold it, as
 * far as they exclude it or somebody they exclude stands before it, and for those before it in line that it could not hold
 * together with. A circle through a semaphore is no deadlock: anybody may give permits back.
 *
 * <p>Searched breadth first, so the circle found is a shortest one, in {@link #MAX_VISITED} steps: a step looks at a hold,
 * at a wait, or at what an owner waits for. No hold and no place in a queue is looked at once for each of those behind it.
 * If that is not enough, queues are left out and circles of holders alone are searched for, in as many steps again: what
 * lies beyond is not found. Reads one table; confined to one thread.
 */
final class WaitGraph {
    /** Steps of one search. */
    static final int MAX_VISITED = 4_096;

    /**
     * One step of a circle: who waits, and for what.
     *
     * @param waiting who waits
     * @param blocker the hold or the wait of the lock that he waits for
     */
    record Link(Acquisition waiting, Stake blocker) {}

    /** A link and the one before it. */
    private record Step(Link link, @Nullable Step before) {}

    /** How much of a lock was looked at. */
    private static final class Seen {
        private boolean holders;

        /** Every waiter before this place in line was. */
        private Bytes waitsBelow = Bytes.EMPTY;

        /** Every writer that waits before this place in line was. */
        private Bytes writersBelow = Bytes.EMPTY;

        /** The first place in line of a writer that was. */
        private @Nullable Bytes firstWriter;

        private boolean writerBefore(Bytes place) {
            return firstWriter != null && firstWriter.compareTo(place) < 0;
        }

        private void writer(Bytes place) {
            if (!writerBefore(place)) {
                firstWriter = place;
            }
        }
    }

    private final LockTable table;
    private final long allowance;
    private final TreeSet<Scope> reached = new TreeSet<>();
    private final TreeMap<Bytes, Seen> seen = new TreeMap<>();
    private final Deque<Step> open = new ArrayDeque<>();

    /** Whether queues are looked at. */
    private boolean queues;

    private long visited;
    private long end;

    /**
     * Searches a table.
     *
     * @param allowance the most steps, in all
     */
    WaitGraph(LockTable table, long allowance) {
        this.table = table;
        this.allowance = allowance;
    }

    /** How many steps were made. */
    long visited() {
        return visited;
    }

    /**
     * The circle that an acquisition would close if it were queued for a lock: it waits for the first blocker, which
     * belongs to the one who waits for the second, and so on until the last, which belongs to the acquisition's own
     * scope. Null if there is none, or none was found.
     */
    @Nullable
    List<Link> circleOf(Acquisition asking, Lock lock) {
        if (!asking.isScoped() || lock.kind() == LockKind.SEMAPHORE || !hasStakes(asking.scope())) {
            return null;
        }
        Step last = search(asking, lock, true);
        if (last == null && spent()) {
            last = search(asking, lock, false);
        }
        return last == null ? null : links(last);
    }

    private boolean hasStakes(Scope scope) {
        Stake first = table.scoped.ascendingFrom(scope.firstWait()).next();
        return first != null && first.acquisition().scope().equals(scope);
    }

    private @Nullable Step search(Acquisition asking, Lock lock, boolean withQueues) {
        queues = withQueues;
        reached.clear();
        seen.clear();
        open.clear();
        end = Math.min(allowance, visited + MAX_VISITED);
        Scope target = asking.scope();
        Bytes place = LockKey.inLine(lock.place(), asking.claim().priority(), Long.MAX_VALUE);
        Step last = follow(asking, lock, place, null, target);
        while (last == null && !open.isEmpty() && !spent()) {
            visited++;
            last = followWaits(open.remove(), target);
        }
        return last;
    }

    private boolean spent() {
        return visited >= end;
    }

    private @Nullable Step followWaits(Step step, Scope target) {
        Scope scope = step.link().blocker().acquisition().scope();
        Cursor<Stake> cursor = table.scoped.ascendingFrom(scope.firstWait());
        for (Stake stake = cursor.next(); stake instanceof Wait wait; stake = cursor.next()) {
            Acquisition asked = wait.acquisition();
            if (!asked.scope().equals(scope) || spent()) {
                return null;
            }
            visited++;
            Lock lock = table.lock(asked.lock());
            if (lock != null && lock.kind() != LockKind.SEMAPHORE) {
                Step last = follow(asked, lock, wait.place(), step, target);
                if (last != null) {
                    return last;
                }
            }
        }
        return null;
    }

    /** Follows every edge of one who waits that was not followed before; returns the step that comes back to the target. */
    private @Nullable Step follow(Acquisition waiting, Lock lock, Bytes place, @Nullable Step before, Scope target) {
        boolean reads = waiting.claim().mode() == LockMode.READ;
        boolean together = reads && table.isRead(lock);
        Seen marks = seen.computeIfAbsent(lock.place(), name -> new Seen());
        Step last = null;
        if (!together || headWrites(lock, place)) {
            last = followHolders(waiting, lock, marks, before, target);
        }
        if (last == null && queues) {
            last = followQueue(waiting, lock, place, marks, before, target);
        }
        if (last == null && together && marks.writerBefore(place)) {
            last = followHolders(waiting, lock, marks, before, target);
        }
        return last;
    }

    private boolean headWrites(Lock lock, Bytes place) {
        Wait head = table.firstWait(lock);
        return head != null
                && head.place().compareTo(place) < 0
                && head.acquisition().claim().mode() != LockMode.READ;
    }

    private @Nullable Step followHolders(
            Acquisition waiting, Lock lock, Seen marks, @Nullable Step before, Scope target) {
        if (marks.holders) {
            return null;
        }
        marks.holders = true;
        Cursor<Hold> holds = table.holdsOf(lock);
        for (int i = 0; i < lock.holders() && !spent(); i++) {
            visited++;
            Hold hold = holds.next();
            Step last = hold == null ? null : reach(waiting, hold, before, target);
            if (last != null) {
                return last;
            }
        }
        return null;
    }

    /** Those before a place in line who could not hold together with its owner. */
    private @Nullable Step followQueue(
            Acquisition waiting, Lock lock, Bytes place, Seen marks, @Nullable Step before, Scope target) {
        boolean reads = waiting.claim().mode() == LockMode.READ;
        boolean writersFurther = reads && marks.writersBelow.compareTo(marks.waitsBelow) > 0;
        Bytes from = writersFurther ? marks.writersBelow : marks.waitsBelow;
        if (from.compareTo(place) >= 0) {
            return null;
        }
        if (reads) {
            marks.writersBelow = place;
        } else {
            marks.waitsBelow = place;
        }
        Cursor<Wait> waits = from.isEmpty() ? table.waitsOf(lock) : table.waits.ascendingFrom(from);
        for (Wait wait = waits.next(); wait != null && !spent(); wait = waits.next()) {
            if (!wait.acquisition().lock().equals(lock.place()) || wait.place().compareTo(place) >= 0) {
                break;
            }
            visited++;
            boolean writes = wait.acquisition().claim().mode() != LockMode.READ;
            if (writes) {
                marks.writer(wait.place());
            }
            Step last = reads && !writes ? null : reach(waiting, wait, before, target);
            if (last != null) {
                return last;
            }
        }
        return null;
    }

    /** Comes to a blocker; returns the step if it is the target's. */
    private @Nullable Step reach(Acquisition waiting, Stake blocker, @Nullable Step before, Scope target) {
        if (!blocker.acquisition().isScoped()) {
            return null;
        }
        Step step = new Step(new Link(waiting, blocker), before);
        Scope scope = blocker.acquisition().scope();
        if (scope.equals(target)) {
            return step;
        }
        if (reached.add(scope)) {
            open.add(step);
        }
        return null;
    }

    private static List<Link> links(Step last) {
        List<Link> links = new ArrayList<>();
        for (Step step = last; step != null; step = step.before()) {
            links.add(step.link());
        }
        Collections.reverse(links);
        return links;
    }
}
