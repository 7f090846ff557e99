package io.holdfast.model.outcome;

import io.holdfast.model.Leader;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why an operation got no {@link Outcome}: the service could not carry it out, or cannot tell whether it did.
 *
 * @param code the kind of trouble, for programs
 * @param certainty whether the operation may have been applied all the same
 * @param message what, where, why and what to do, for people
 * @param leader who leads as far as the answering node knows, or null
 * @param retryAfterMillis a hint when to try again, 0 for none
 */
public record Failure(
        Code code,
        Certainty certainty,
        String message,
        @Nullable Leader leader,
        long retryAfterMillis) {
    /** Refuses null. */
    public Failure {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(certainty, "certainty");
        Objects.requireNonNull(message, "message");
    }

    /** A failure that certainly changed nothing. */
    public static Failure notApplied(Code code, String message) {
        return new Failure(code, Certainty.NOT_APPLIED, message, null, 0);
    }

    /** There is no room; nothing was changed. Trying again is worth it after {@code retryAfterMillis}. */
    public static Failure overloaded(String message, long retryAfterMillis) {
        return new Failure(Code.OVERLOADED, Certainty.NOT_APPLIED, message, null, retryAfterMillis);
    }

    /** A failure that may or may not have changed something. */
    public static Failure unknown(Code code, String message) {
        return new Failure(code, Certainty.UNKNOWN, message, null, 0);
    }

    /** What is known about the operation's effect. */
    public enum Certainty {
        /** It was not applied and will not be. */
        NOT_APPLIED,
        /** It may have been applied, or may still be. */
        UNKNOWN
    }

    /** The kind of trouble. The number is the one on the wire; it never changes. */
    public enum Code {
        /** This node does not lead; {@link Failure#leader} says who does, if known. */
        NOT_LEADER(1),
        /** No quorum or no leader at the moment. */
        NO_LEADER(2),
        /** The node is starting, stopping or broken. */
        UNAVAILABLE(3),
        /** A queue is full or a credit was overdrawn. */
        OVERLOADED(4),
        /** The caller's deadline passed first. */
        TIMEOUT(5),
        /** The bytes of the operation make no sense. */
        MALFORMED(6),
        /** The caller's certificate does not allow it. */
        PERMISSION_DENIED(7),
        /** This version does not know the operation. */
        UNSUPPORTED(8),
        /** Leadership was lost while the operation was under way. */
        LEADERSHIP_LOST(9),
        /** A bug: please report it. */
        INTERNAL(10);

        private final int number;

        Code(int number) {
            this.number = number;
        }

        /** The number on the wire. */
        public int number() {
            return number;
        }
    }
}
