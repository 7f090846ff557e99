package io.holdfast.statemachine.lock;

import io.holdfast.model.Limits;
import io.holdfast.model.lock.LockKind;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.outcome.Outcome.Rejection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a new acquisition may begin, as one table has it. Changes nothing; confined to the apply thread. */
final class LockAdmission {
    private final LockEditor editor;
    private final LockTable table;
    private final LockRejections no;

    /**
     * Looks at a table.
     *
     * @param editor whose view the table is; it searches for deadlocks
     */
    LockAdmission(LockEditor editor, LockTable table, LockRejections no) {
        this.editor = editor;
        this.table = table;
        this.no = no;
    }

    /** Why it can be neither granted nor queued, or null. */
    @Nullable
    Rejection full(Acquisition asked, @Nullable Lock lock) {
        LockKind kind = asked.claim().mode().kind();
        if (lock != null && lock.kind() != kind) {
            return no.wrongKind(lock, kind);
        }
        int limit = lock == null ? asked.claim().limit() : lock.limit();
        if (kind == LockKind.SEMAPHORE && asked.claim().permits() > limit) {
            return no.tooManyPermits(asked.name(), asked.claim().permits(), limit);
        }
        if (table.stakesOf(asked.session()) >= Limits.MAX_ACQUISITIONS) {
            return no.tooManyAcquisitions(asked.session());
        }
        return lock == null && table.size() >= Limits.MAX_LOCKS ? no.tooManyLocks() : null;
    }

    /** Why it is not granted and does not want to wait. */
    Rejection busy(Acquisition asked, Lock lock) {
        Hold read = readBySameOwner(asked, lock);
        return read == null ? no.held(lock) : no.upgrade(read);
    }

    /** Why it cannot be queued, or null. */
    @Nullable
    Rejection queueless(Acquisition asked, Lock lock) {
        Hold read = readBySameOwner(asked, lock);
        if (read != null) {
            return no.upgrade(read);
        }
        if (lock.waiters() >= Limits.MAX_WAITERS) {
            return no.tooManyWaiters(lock.name());
        }
        List<WaitGraph.Link> circle = editor.circleOf(asked, lock);
        return circle == null ? null : no.deadlock(circle);
    }

    private @Nullable Hold readBySameOwner(Acquisition asked, Lock lock) {
        if (asked.claim().mode() != LockMode.WRITE || !asked.isScoped()) {
            return null;
        }
        Stake first = table.scoped
                .ascendingFrom(asked.scope().firstHold(lock.place()))
                .next();
        boolean same = first instanceof Hold hold
                && hold.acquisition().isScoped()
                && hold.acquisition().scope().equals(asked.scope())
                && hold.acquisition().lock().equals(lock.place())
                && hold.acquisition().claim().mode() == LockMode.READ;
        return same ? (Hold) first : null;
    }
}
