package io.holdfast.client.internal;

import io.holdfast.model.session.RequestId;
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
 * @param request the name of a write whose outcome is unknown: it may be asked for
 */
public record CallFailure(
        Kind kind,
        boolean unknown,
        @Nullable String node,
        String message,
        @Nullable Throwable cause,
        @Nullable RequestId request) {
    /** Refuses null. */
    public CallFailure {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(message, "message");
    }

    /** A failure of a call without a name. */
    public CallFailure(Kind kind, boolean unknown, @Nullable String node, String message, @Nullable Throwable cause) {
        this(kind, unknown, node, message, cause, null);
    }

    /** It was not applied, and never will be. */
    public static CallFailure notApplied(Kind kind, String message) {
        return new CallFailure(kind, false, null, message, null);
    }

    /** This failure as that of a call: a write sent before may have been applied then, and says under which name. */
    CallFailure of(Call call) {
        boolean doubt = unknown || call.inDoubt;
        SessionLife within = call.within;
        if (!doubt || !call.payload.writes()) {
            return this;
        }
        RequestId name = within == null ? null : new RequestId(within.id(), call.request);
        String told = unknown ? message : message + "; it was sent before and may have been applied";
        boolean asking = name != null && kind != Kind.SESSION_OVER;
        return new CallFailure(
                kind, true, node, asking ? told + ": ask for the outcome of " + name : told, cause, name);
    }

    /** What the client sent for itself was under way on a stream that broke. */
    static CallFailure broken(String node, Trouble why) {
        return new CallFailure(
                Kind.UNAVAILABLE,
                true,
                node,
                "the connection to " + node + " broke (" + why.message() + ")",
                why.cause());
    }

    /** The client was closed; {@code unknown} for a write that was under way. */
    public static CallFailure closed(boolean unknown) {
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
        /** The session of the write ended before its outcome was known. */
        SESSION_OVER,
        /** The two sides do not understand each other. */
        PROTOCOL
    }
}
