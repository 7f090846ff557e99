package io.holdfast.model.lock;

import io.holdfast.model.Bytes;
import java.util.Objects;

/**
 * One change of an election, as observers hear of it.
 *
 * @param number its number: changes of all elections are counted together, each has a higher one than those before it
 * @param election the election's name
 * @param step what happened
 * @param token the fencing token of the leader it is about
 * @param session the leader's session
 * @param candidate the leader's name as a candidate; may be empty
 * @param client the name the session's client gives itself
 * @param value what the leader publishes from here on; with {@link ElectionStep#ENDED} what it published last
 * @param end why it leads no more; {@link LockEnd#UNKNOWN} unless the step is {@link ElectionStep#ENDED}
 * @param message by whom and why, for people; empty unless the step is {@link ElectionStep#ENDED}
 * @param atMillis when, by some leader's wall clock; for display only
 */
public record ElectionChange(
        long number,
        String election,
        ElectionStep step,
        long token,
        long session,
        String candidate,
        String client,
        Bytes value,
        LockEnd end,
        String message,
        long atMillis) {
    /** Refuses null. */
    public ElectionChange {
        Objects.requireNonNull(election, "election");
        Objects.requireNonNull(step, "step");
        Objects.requireNonNull(candidate, "candidate");
        Objects.requireNonNull(client, "client");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(end, "end");
        Objects.requireNonNull(message, "message");
    }
}
