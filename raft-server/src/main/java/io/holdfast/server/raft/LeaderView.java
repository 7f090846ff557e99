package io.holdfast.server.raft;

import io.holdfast.model.Leader;
import io.holdfast.model.Member;
import io.holdfast.model.outcome.Failure;
import org.jspecify.annotations.Nullable;

/** Who leads as this node sees it at the moment. Any thread may ask, event loops too. */
interface LeaderView {
    /** Whether this node leads and is ready. */
    boolean leads();

    /** Whether this node is up and knows another that leads. */
    boolean follows();

    /** Null if this node leads and is ready, else why not: NOT_LEADER with a hint, NO_LEADER or UNAVAILABLE. */
    @Nullable
    Failure refusal();

    /** Who leads: another node that this one hears from, or this one once it is ready; null for nobody known. */
    @Nullable
    Leader leader();

    /** What this node is. */
    Member.Role role();
}
