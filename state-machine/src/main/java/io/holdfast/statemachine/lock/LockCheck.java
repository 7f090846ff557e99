package io.holdfast.statemachine.lock;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockGuard;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.outcome.Reason;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Checks what makes no sense whatever the table holds. Changes nothing; safe for any thread. */
final class LockCheck {
    /** The most UTF-8 bytes that one char takes. */
    private static final int CHAR_BYTES = 3;

    /**
     * What is wrong.
     *
     * @param message for people
     * @param bound the limit, 0 where there is none
     */
    record Fault(String message, long bound) {
        Rejection rejection(long revision) {
            return new Rejection(revision, Reason.INVALID_ARGUMENT, message, bound);
        }
    }

    private LockCheck() {}

    static @Nullable Fault of(LockCommand.Acquire command) {
        Fault fault = ofAcquisition(command.acquisition());
        fault = fault != null ? fault : ofName(command.name());
        return fault != null ? fault : ofClaim(command.claim());
    }

    static @Nullable Fault ofAcquisition(long acquisition) {
        return acquisition > 0
                ? null
                : new Fault("the acquisition's number is " + acquisition + ", must be positive", 0);
    }

    static @Nullable Fault ofName(String name) {
        if (name.isEmpty()) {
            return new Fault("the lock's name is empty", 0);
        }
        return ofText("the lock's name", name, Limits.MAX_LOCK_NAME_BYTES);
    }

    static @Nullable Fault ofClaim(LockClaim claim) {
        Fault fault = claim.mode() == LockMode.PERMITS ? ofPermits(claim) : ofMode(claim);
        fault = fault != null ? fault : ofCandidate(claim);
        fault = fault != null ? fault : ofMillis("the maximum hold", claim.maxHoldMillis(), Limits.MAX_HOLD_MILLIS);
        fault = fault != null ? fault : ofMillis("the lock-delay", claim.delayMillis(), Limits.MAX_LOCK_DELAY_MILLIS);
        fault = fault != null ? fault : ofText("the owner", claim.owner(), Limits.MAX_LOCK_TEXT_BYTES);
        return fault != null ? fault : ofText("the label", claim.label(), Limits.MAX_LOCK_TEXT_BYTES);
    }

    static @Nullable Fault ofLimit(int permits) {
        return permits >= 0 && permits <= Limits.MAX_PERMITS
                ? null
                : new Fault(
                        "a semaphore cannot have " + permits + " permits, at most " + Limits.MAX_PERMITS
                                + " are allowed",
                        Limits.MAX_PERMITS);
    }

    static @Nullable Fault ofValue(Bytes value) {
        return value.size() <= Limits.MAX_ELECTION_VALUE_BYTES
                ? null
                : new Fault(
                        "the value has " + value.size() + " bytes, at most " + Limits.MAX_ELECTION_VALUE_BYTES
                                + " are allowed",
                        Limits.MAX_ELECTION_VALUE_BYTES);
    }

    static @Nullable Fault ofSuccessor(String successor) {
        return ofText("the successor", successor, Limits.MAX_LOCK_TEXT_BYTES);
    }

    static @Nullable Fault of(LockCommand.Revoke command) {
        if (command.token() < 0) {
            return new Fault("the token is " + command.token() + ", must not be negative", 0);
        }
        Fault fault = ofName(command.name());
        fault = fault != null ? fault : tooLong("the principal", command.by(), Limits.MAX_PRINCIPAL_BYTES);
        fault = fault != null ? fault : tooLong("the reason", command.why(), Limits.MAX_WHY_BYTES);
        return fault != null ? fault : ofSuccessor(command.successor());
    }

    static @Nullable Fault of(LockCommand.Guarded command) {
        int guards = command.guards().size();
        if (guards == 0 || guards > Limits.MAX_GUARDS) {
            return new Fault(
                    "a write has " + guards + " guards, from 1 to " + Limits.MAX_GUARDS + " are allowed",
                    Limits.MAX_GUARDS);
        }
        for (LockGuard guard : command.guards()) {
            Fault fault = guard.token() <= 0
                    ? new Fault("the token of a guard is " + guard.token() + ", must be positive", 0)
                    : ofName(guard.name());
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    private static @Nullable Fault ofPermits(LockClaim claim) {
        if (claim.permits() <= 0) {
            return new Fault("permits are " + claim.permits() + ", must be positive", 0);
        }
        if (claim.limit() <= 0 || claim.limit() > Limits.MAX_PERMITS) {
            return new Fault(
                    "the semaphore's limit is " + claim.limit() + ", from 1 to " + Limits.MAX_PERMITS
                            + " permits are allowed",
                    Limits.MAX_PERMITS);
        }
        return claim.permits() <= Limits.MAX_PERMITS
                ? null
                : new Fault(
                        "permits are " + claim.permits() + ", at most " + Limits.MAX_PERMITS + " are allowed",
                        Limits.MAX_PERMITS);
    }

    private static @Nullable Fault ofMode(LockClaim claim) {
        return claim.permits() == 1 && claim.limit() == 0
                ? null
                : new Fault("a lock that is no semaphore has no permits and no limit", 0);
    }

    private static @Nullable Fault ofCandidate(LockClaim claim) {
        if (claim.mode() != LockMode.LEADER) {
            return claim.priority() == 0 && claim.value().isEmpty()
                    ? null
                    : new Fault("a lock that is no election has no priority and no value", 0);
        }
        return claim.priority() < 0 || claim.priority() > Limits.MAX_PRIORITY
                ? new Fault(
                        "the priority is " + claim.priority() + ", from 0 to " + Limits.MAX_PRIORITY + " are allowed",
                        Limits.MAX_PRIORITY)
                : ofValue(claim.value());
    }

    private static @Nullable Fault ofMillis(String field, long millis, long limit) {
        return millis >= 0 && millis <= limit
                ? null
                : new Fault(field + " is " + millis + " ms, from 0 to " + limit + " are allowed", limit);
    }

    /** Names and owners are parts of keys that a zero byte ends. */
    private static @Nullable Fault ofText(String field, String text, int limit) {
        return text.indexOf('\0') >= 0 ? new Fault(field + " has a zero byte", 0) : tooLong(field, text, limit);
    }

    private static @Nullable Fault tooLong(String field, String text, int limit) {
        if (text.length() * (long) CHAR_BYTES <= limit) {
            return null;
        }
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        return bytes <= limit
                ? null
                : new Fault(field + " has " + bytes + " bytes, at most " + limit + " are allowed", limit);
    }
}
