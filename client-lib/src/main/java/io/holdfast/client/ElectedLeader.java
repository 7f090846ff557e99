package io.holdfast.client;

import io.holdfast.model.Bytes;
import java.time.Instant;
import java.util.Objects;

/**
 * Who leads an election.
 *
 * @param election the election's name
 * @param token the fencing token of the grant: higher than that of every leader before it
 * @param candidate the name it stood under; may be empty
 * @param value what it publishes
 * @param session the session in which it leads
 * @param client the name its client gives itself
 * @param since when it was elected (in a change: when that happened), by some node's wall clock; for display only
 */
public record ElectedLeader(
        String election, long token, String candidate, Bytes value, long session, String client, Instant since) {
    /** Refuses null. */
    public ElectedLeader {
        Objects.requireNonNull(election, "election");
        Objects.requireNonNull(candidate, "candidate");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(client, "client");
        Objects.requireNonNull(since, "since");
    }
}
