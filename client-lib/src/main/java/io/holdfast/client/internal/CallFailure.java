package io.holdfast.client.internal;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why a call failed. Whether it was rejected is not told here: a rejection is an outcome.
 *
 * @param kind the kind of trouble
 * @param unknown whether the call may have been applied all the same
 * @param node the node it failed at, if it got as far as one
 * @param message what, where, why and what to do
 * @param cause what lies beneath, or null
 */
public record CallFailure(
        Kind kind,
        boolean unknown,
        @Nullable String node,
        String message,
        @Nullable Throwable cause) {
    /** Refuses null. */
    public CallFailure {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(message, "message");
    }

    static CallFailure notApplied(Kind kind, String message) {
        return new CallFailure(kind, false, null, message, null);
    }

    /** A write was under way on a stream that broke. */
    static CallFailure broken(String node, Trouble why) {
        return new CallFailure(
                Kind.UNAVAILABLE,
                true,
                node,
                "the connection to " + node + " broke (" + why.message()
                        + ") while the write was under way: it may have been applied; read before repeating it",
                why.cause());
    }

    /** The client was closed; {@code unknown} for a write that was under way. */
    static CallFailure closed(boolean unknown) {
        return new CallFailure(
                Kind.CLOSED,
                unknown,
                null,
                unknown
                        ? "the client was closed while the write was under way: it may have been applied"
                        : "the client is closed: build another one",
                null);
    }

    /** The kind of trouble. */
    public enum Kind {
        /** No node could carry it out. */
        UNAVAILABLE,
        /** The deadline passed. */
        TIMEOUT,
        /** A queue is full. */
        OVERLOADED,
        /** The two sides do not accept each other's certificate. */
        UNAUTHENTICATED,
        /** The certificate does not allow it. */
        PERMISSION_DENIED,
        /** The client is closed. */
        CLOSED,
        /** The two sides do not understand each other. */
        PROTOCOL
    }
}
