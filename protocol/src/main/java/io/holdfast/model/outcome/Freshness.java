package io.holdfast.model.outcome;

import io.holdfast.model.Member;
import java.util.Objects;

/**
 * How fresh the answer to a read is, and who gave it.
 *
 * @param role what the answering node was
 * @param stalenessMillis everything acknowledged so long before the read began is in the answer; 0 for a linearizable
 *     one, {@link #UNBOUNDED} if the node cannot tell
 */
public record Freshness(Member.Role role, long stalenessMillis) {
    /** No bound is known. */
    public static final long UNBOUNDED = -1;

    /** Refuses null. */
    public Freshness {
        Objects.requireNonNull(role, "role");
    }
}
