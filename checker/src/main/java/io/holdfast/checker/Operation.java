package io.holdfast.checker;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One operation as its caller saw it. Times are nanoseconds of one monotonic clock shared by all callers; where two
 * touch, the operations count as concurrent.
 *
 * @param key what it was done to: operations on different keys do not influence each other
 * @param client who called, for messages
 * @param input what was asked
 * @param output what was answered; null if no answer came, or none that says whether it was done
 * @param invokedNanos when it was sent, or before
 * @param returnedNanos when the answer came, or after; {@link #NEVER} without an answer: it may have taken effect at any
 *     time after it was sent, may still do so, or never
 */
public record Operation<I, O>(
        String key, int client, I input, @Nullable O output, long invokedNanos, long returnedNanos) {
    /** The return time of an operation without an answer. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Refuses an operation that returns before it is sent, or whose answer and return time do not go together. */
    public Operation {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(input, "input");
        if (returnedNanos < invokedNanos) {
            throw new IllegalArgumentException(input + " returns before it is sent");
        }
        if ((output == null) != (returnedNanos == NEVER)) {
            throw new IllegalArgumentException(input + " has an answer or a return time, but not both");
        }
    }

    /** An operation with an answer. */
    public static <I, O> Operation<I, O> answered(
            String key, int client, I input, O output, long invokedNanos, long returnedNanos) {
        return new Operation<>(key, client, input, output, invokedNanos, returnedNanos);
    }

    /** An operation of which nobody knows whether it took effect. */
    public static <I, O> Operation<I, O> unknown(String key, int client, I input, long invokedNanos) {
        return new Operation<>(key, client, input, null, invokedNanos, NEVER);
    }

    /** Whether nobody knows if it took effect. */
    public boolean isUnknown() {
        return output == null;
    }
}
