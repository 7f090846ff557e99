package io.holdfast.statemachine.kv;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.outcome.Reason;

/** The words of every "no" of the keyspace, at one place. */
final class Rejections {
    private final long revision;

    /** Rejections that carry the given revision as the current one. */
    Rejections(long revision) {
        this.revision = revision;
    }

    Rejection keyEmpty(String field) {
        return of(Reason.KEY_EMPTY, field + " is empty", 0);
    }

    Rejection keyTooLarge(String field, Bytes key, int limit) {
        String message = field + " has " + key.size() + " bytes, at most " + limit + " are allowed: " + key;
        return of(Reason.KEY_TOO_LARGE, message, limit);
    }

    Rejection valueTooLarge(Bytes key, Bytes value) {
        String message = "value of key " + key + " has " + value.size() + " bytes, at most " + Limits.MAX_VALUE_BYTES
                + " are allowed";
        return of(Reason.VALUE_TOO_LARGE, message, Limits.MAX_VALUE_BYTES);
    }

    Rejection valueProvided(Bytes key) {
        return of(Reason.VALUE_PROVIDED, "put of key " + key + " keeps the value and brings one", 0);
    }

    Rejection leaseProvided(Bytes key) {
        return of(Reason.LEASE_PROVIDED, "put of key " + key + " keeps the lease and brings one", 0);
    }

    Rejection keyNotFound(Bytes key) {
        return of(Reason.KEY_NOT_FOUND, "key " + key + " does not exist, so there is no value or lease to keep", 0);
    }

    Rejection leaseNotFound(Bytes key, long lease) {
        return of(Reason.LEASE_NOT_FOUND, "put of key " + key + " names lease " + lease + ", which does not exist", 0);
    }

    Rejection duplicateKey(Bytes key) {
        return of(Reason.DUPLICATE_KEY, "key " + key + " would change twice in one transaction", 0);
    }

    Rejection tooManyOperations(int count, int budget) {
        String message = "a transaction level has " + count + " compares or operations, " + budget
                + " are allowed here (" + Limits.MAX_TRANSACTION_OPERATIONS
                + " less the largest list of each level above)";
        return of(Reason.TOO_MANY_OPERATIONS, message, Limits.MAX_TRANSACTION_OPERATIONS);
    }

    Rejection tooDeep() {
        String message = "transactions nest deeper than " + Limits.MAX_TRANSACTION_DEPTH;
        return of(Reason.INVALID_ARGUMENT, message, Limits.MAX_TRANSACTION_DEPTH);
    }

    Rejection negative(String field, long number) {
        return of(Reason.INVALID_ARGUMENT, field + " is " + number + ", must not be negative", 0);
    }

    Rejection compacted(long asked, long floor) {
        String message = "revision " + asked + " was compacted away: the oldest readable revision is " + floor;
        return of(Reason.COMPACTED, message, floor);
    }

    Rejection floorNotAbove(long asked, long floor) {
        String message = "cannot compact at revision " + asked + ": history was already compacted at " + floor;
        return of(Reason.COMPACTED, message, floor);
    }

    Rejection future(long asked) {
        String message = "revision " + asked + " lies in the future: the newest is " + revision;
        return of(Reason.FUTURE_REVISION, message, revision);
    }

    Rejection answerTooLarge(String what, String remedy) {
        String message = what + " would exceed " + Limits.MAX_PAGE_BYTES + " bytes: " + remedy;
        return of(Reason.TOO_LARGE, message, Limits.MAX_PAGE_BYTES);
    }

    private Rejection of(Reason reason, String message, long bound) {
        return new Rejection(revision, reason, message, bound);
    }
}
