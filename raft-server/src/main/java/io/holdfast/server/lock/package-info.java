/** Locks beside the replicated state: the leader's timers, and telling the owners of sessions what befell them. */
@NullMarked
package io.holdfast.server.lock;

import org.jspecify.annotations.NullMarked;
