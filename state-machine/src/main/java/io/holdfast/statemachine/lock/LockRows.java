package io.holdfast.statemachine.lock;

import static io.holdfast.statemachine.lock.LockTableBuilder.require;

import io.holdfast.model.Limits;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockKind;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.snapshot.SnapshotException;
import org.jspecify.annotations.Nullable;

/** One lock while its holds and then its waits come from a snapshot. Confined to one thread. */
final class LockRows {
    private Lock lock;
    private boolean read;
    private @Nullable LockClaim head;

    LockRows(Lock lock) {
        this.lock = lock;
    }

    Lock lock() {
        return lock;
    }

    void hold(Acquisition asked, long token) throws SnapshotException {
        require(head == null, "a hold of " + lock.name() + " comes after its waits");
        require(token > 0 && token <= lock.lastToken(), "no hold of " + lock + " can have token " + token);
        LockClaim claim = asked.claim();
        boolean room = lock.kind() == LockKind.SEMAPHORE
                ? lock.taken() + claim.permits() <= Limits.MAX_PERMITS
                : lock.leavesRoom(claim, read);
        require(room, "holders of " + lock.name() + " exclude each other");
        read = claim.mode() == LockMode.READ;
        lock = lock.granted(claim.permits(), lock.lastToken());
    }

    void await(Acquisition asked) throws SnapshotException {
        require(lock.waiters() < Limits.MAX_WAITERS, lock.name() + " has too many waiters");
        boolean possible = lock.kind() != LockKind.SEMAPHORE || asked.claim().permits() <= lock.limit();
        require(possible, "a waiter of " + lock.name() + " asks for more permits than there are");
        head = head == null ? asked.claim() : head;
        lock = lock.waiting(1);
    }

    /** The lock with all that came. */
    Lock complete() throws SnapshotException {
        require(!lock.isIdle(), "nobody needs lock " + lock.name());
        require(lock.lastToken() > 0 || lock.fixed(), "lock " + lock.name() + " was never granted");
        boolean forgotten = head != null && !lock.isCooling() && lock.leavesRoom(head, read);
        require(!forgotten, "the head of the queue of lock " + lock.name() + " was forgotten");
        return lock;
    }
}
