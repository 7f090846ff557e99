package io.holdfast.client.internal;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why a stream ended, or never began.
 *
 * @param kind the kind, as calls will see it
 * @param message what happened, naming what was offered and expected where that matters
 * @param cause what lies beneath, or null
 */
record Trouble(
        CallFailure.Kind kind, String message, @Nullable Throwable cause) {
    Trouble {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(message, "message");
    }

    static Trouble unavailable(String message) {
        return new Trouble(CallFailure.Kind.UNAVAILABLE, message, null);
    }

    static Trouble unavailable(String message, Throwable cause) {
        return new Trouble(CallFailure.Kind.UNAVAILABLE, message, cause);
    }

    static Trouble protocol(String message) {
        return new Trouble(CallFailure.Kind.PROTOCOL, message, null);
    }

    /** Whether trying again soon is pointless: somebody has to mend a certificate or a version first. */
    boolean hopeless() {
        return kind != CallFailure.Kind.UNAVAILABLE;
    }
}
