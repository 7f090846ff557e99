package io.holdfast.statemachine.lock;

import io.holdfast.model.Bytes;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockKind;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.lock.LockRecord;
import io.holdfast.model.snapshot.LockRow;
import io.holdfast.statemachine.digest.ContentHash;

/**
 * One lock. Holds and waits stand in trees of their own; here they are counted.
 *
 * @param place where it stands in the table
 * @param limit the permits there are; 0 but for a semaphore
 * @param fixed whether an operator set the permits
 * @param lastToken of its latest grant, 0 if there was none
 * @param coolingMillis the lock-delay that keeps it free, 0 if none does
 * @param coolingToken of the grant whose end the delay follows
 * @param lastChange in an election the number of its latest change, 0 if there was none; else 0
 * @param taken the permits that are held; for the other kinds the number of holders
 */
record Lock(
        Bytes place,
        String name,
        LockKind kind,
        int limit,
        boolean fixed,
        long lastToken,
        long coolingMillis,
        long coolingToken,
        long lastChange,
        int taken,
        int holders,
        int waiters) {
    static Lock made(String name, LockKind kind, int limit, boolean fixed) {
        return new Lock(Bytes.utf8(name), name, kind, limit, fixed, 0, 0, 0, 0, 0, 0, 0);
    }

    /** Without its holds and waits. */
    static Lock of(LockRow.Lock row) {
        return new Lock(
                Bytes.utf8(row.name()),
                row.name(),
                row.kind(),
                row.limit(),
                row.fixed(),
                row.lastToken(),
                row.coolingMillis(),
                row.coolingToken(),
                row.lastChange(),
                0,
                0,
                0);
    }

    boolean isCooling() {
        return coolingMillis > 0;
    }

    /** Whether nothing speaks for keeping it. */
    boolean isIdle() {
        return holders == 0 && waiters == 0 && !fixed && !isCooling();
    }

    /**
     * Whether those who hold it leave room for a claim; who waits, and a lock-delay, are not asked.
     *
     * @param read whether readers hold it
     */
    boolean leavesRoom(LockClaim claim, boolean read) {
        return switch (kind) {
            case EXCLUSIVE, ELECTION -> holders == 0;
            case READ_WRITE -> holders == 0 || (read && claim.mode() == LockMode.READ);
            case SEMAPHORE -> taken + claim.permits() <= limit;
        };
    }

    Lock granted(int permits, long token) {
        return new Lock(
                place,
                name,
                kind,
                limit,
                fixed,
                token,
                coolingMillis,
                coolingToken,
                lastChange,
                taken + permits,
                holders + 1,
                waiters);
    }

    Lock freed(int permits) {
        return new Lock(
                place,
                name,
                kind,
                limit,
                fixed,
                lastToken,
                coolingMillis,
                coolingToken,
                lastChange,
                taken - permits,
                holders - 1,
                waiters);
    }

    Lock waiting(int change) {
        return new Lock(
                place,
                name,
                kind,
                limit,
                fixed,
                lastToken,
                coolingMillis,
                coolingToken,
                lastChange,
                taken,
                holders,
                waiters + change);
    }

    Lock cooling(long millis, long token) {
        return new Lock(place, name, kind, limit, fixed, lastToken, millis, token, lastChange, taken, holders, waiters);
    }

    Lock changed(long change) {
        return new Lock(
                place,
                name,
                kind,
                limit,
                fixed,
                lastToken,
                coolingMillis,
                coolingToken,
                change,
                taken,
                holders,
                waiters);
    }

    Lock limited(int permits, boolean byOperator) {
        return new Lock(
                place,
                name,
                kind,
                permits,
                byOperator,
                lastToken,
                coolingMillis,
                coolingToken,
                lastChange,
                taken,
                holders,
                waiters);
    }

    /** The hash of it; holds and waits have their own. */
    long content() {
        long[] numbers = kind == LockKind.ELECTION
                ? new long[] {kind.number(), limit, 0, lastToken, coolingMillis, coolingToken, lastChange}
                : new long[] {kind.number(), limit, fixed ? 1 : 0, lastToken, coolingMillis, coolingToken};
        return ContentHash.ofLock(numbers, name);
    }

    LockRow.Lock row() {
        return new LockRow.Lock(name, kind, limit, fixed, lastToken, coolingMillis, coolingToken, lastChange);
    }

    LockRecord record() {
        return new LockRecord(name, kind, limit, fixed, taken, holders, waiters, lastToken, coolingMillis);
    }
}
