package io.holdfast.election;

import java.util.Objects;

/**
 * What a health check found.
 *
 * @param healthy whether the service could do its work now
 * @param message what was found, for people; may be empty
 */
public record Health(boolean healthy, String message) {
    /** All is well. */
    public static final Health GOOD = new Health(true, "");

    /** Refuses null. */
    public Health {
        Objects.requireNonNull(message, "message");
    }

    /** It could not do its work. */
    public static Health bad(String why) {
        return new Health(false, why);
    }
}
