package io.holdfast.server.port;

import io.holdfast.model.session.SessionRecord;
import org.jspecify.annotations.Nullable;

/** Whose sessions there are, as far as this node has applied the log. Safe for any thread; never blocks. */
public interface SessionDirectory {
    /** The principal that opened a session, or null if this node knows no such session. */
    @Nullable
    String principalOf(long session);

    /** The session that a lease is of, or null if this node knows no such lease, or it is of no session. */
    @Nullable
    SessionRecord sessionOfLease(long lease);
}
