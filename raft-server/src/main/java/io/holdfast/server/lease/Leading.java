package io.holdfast.server.lease;

import io.holdfast.model.outcome.Failure;
import org.jspecify.annotations.Nullable;

/** Whether this node leads. Safe for any thread; never waits. */
public interface Leading {
    /** The term of a node that does not lead. */
    long NOWHERE = 0;

    /**
     * The Raft term in which this node leads and has applied everything that earlier leaders committed, or
     * {@link #NOWHERE}.
     */
    long term();

    /** Why this node does not lead; null if it does. */
    @Nullable
    Failure refusal();
}
