package io.holdfast.server.port;

import org.jspecify.annotations.Nullable;

/** Whose sessions there are, as far as this node has applied the log. Safe for any thread; never blocks. */
public interface SessionDirectory {
    /** The principal that opened a session, or null if this node knows no such session. */
    @Nullable
    String principalOf(long session);

    /** The principal that opened the session a lease is of, or null if this node knows no such lease or session. */
    @Nullable
    String principalOfLease(long lease);
}
