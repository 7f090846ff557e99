package io.holdfast.statemachine.lock;

import io.holdfast.model.lock.LockKind;
import io.holdfast.model.lock.LockMode;
import io.holdfast.statemachine.tree.Cursor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for whom, over exclusive and read-write locks: a scope that waits for a lock waits for those who hold it, as
 * far as they exclude it or somebody they exclude stands before it, and for those before it in line that it could not hold
 * together with. A circle through a semaphore is no deadlock: anybody may give permits back.
 *
 * <p>Searched breadth first, so the circle found is a shortest one, and no further than {@link #MAX_VISITED}
 * acquisitions: what lies beyond is not found. Reads one table; confined to one thread.
 */
final class WaitGraph {
    /** Holds and waits that one search looks at. */
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

    private final LockTable table;
    private final TreeSet<Scope> reached = new TreeSet<>();
    private final Deque<Step> open = new ArrayDeque<>();
    private int visited;

    WaitGraph(LockTable table) {
        this.table = table;
    }

    /**
     * The circle that an acquisition would close if it were queued for a lock: it waits for the first blocker, which
     * belongs to the one who waits for the second, and so on until the last, which belongs to the acquisition's own
     * scope. Null if there is none.
     */
    @Nullable
    List<Link> circleOf(Acquisition asking, Lock lock) {
        if (!asking.isScoped() || lock.kind() == LockKind.SEMAPHORE) {
            return null;
        }
        Scope target = asking.scope();
        if (!hasStakes(target)) {
            return null;
        }
        Step last = follow(asking, lock, Long.MAX_VALUE, null, target);
        while (last == null && !open.isEmpty() && visited < MAX_VISITED) {
            last = followWaits(open.remove(), target);
        }
        return last == null ? null : links(last);
    }

    private boolean hasStakes(Scope scope) {
        Stake first = table.scoped.ascendingFrom(scope.firstWait()).next();
        return first != null && first.acquisition().scope().equals(scope);
    }

    private @Nullable Step followWaits(Step step, Scope target) {
        Scope scope = step.link().blocker().acquisition().scope();
        Cursor<Stake> cursor = table.scoped.ascendingFrom(scope.firstWait());
        for (Stake stake = cursor.next(); stake instanceof Wait wait; stake = cursor.next()) {
            Acquisition asked = wait.acquisition();
            if (!asked.scope().equals(scope) || visited >= MAX_VISITED) {
                return null;
            }
            visited++;
            Lock lock = table.lock(asked.lock());
            if (lock != null && lock.kind() != LockKind.SEMAPHORE) {
                Step last = follow(asked, lock, wait.ticket(), step, target);
                if (last != null) {
                    return last;
                }
            }
        }
        return null;
    }

    /** Follows every edge of one who waits; returns the step that comes back to the target. */
    private @Nullable Step follow(Acquisition waiting, Lock lock, long ticket, @Nullable Step before, Scope target) {
        boolean reads = waiting.claim().mode() == LockMode.READ;
        List<Stake> ahead = ahead(lock, ticket, reads);
        List<Stake> blockers = new ArrayList<>();
        if (!reads || !ahead.isEmpty() || !table.isRead(lock)) {
            Cursor<Hold> holds = table.holdsOf(lock);
            for (int i = 0; i < lock.holders() && visited < MAX_VISITED; i++) {
                Hold hold = holds.next();
                if (hold != null) {
                    blockers.add(hold);
                    visited++;
                }
            }
        }
        blockers.addAll(ahead);
        for (Stake blocker : blockers) {
            if (blocker.acquisition().isScoped()) {
                Step step = new Step(new Link(waiting, blocker), before);
                Scope scope = blocker.acquisition().scope();
                if (scope.equals(target)) {
                    return step;
                }
                if (reached.add(scope)) {
                    open.add(step);
                }
            }
        }
        return null;
    }

    /** Those before a place in line who could not hold together with its owner. */
    private List<Stake> ahead(Lock lock, long ticket, boolean reads) {
        List<Stake> ahead = new ArrayList<>();
        Cursor<Wait> waits = table.waitsOf(lock);
        for (int i = 0; i < lock.waiters() && visited < MAX_VISITED; i++) {
            Wait wait = waits.next();
            if (wait == null || wait.ticket() >= ticket) {
                break;
            }
            visited++;
            if (!reads || wait.acquisition().claim().mode() != LockMode.READ) {
                ahead.add(wait);
            }
        }
        return ahead;
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
