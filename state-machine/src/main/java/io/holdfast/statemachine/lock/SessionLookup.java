package io.holdfast.statemachine.lock;

import io.holdfast.model.session.SessionRecord;
import org.jspecify.annotations.Nullable;

/** The sessions that hold and wait. */
@FunctionalInterface
public interface SessionLookup {
    /** The session with this id, or null. */
    @Nullable
    SessionRecord get(long session);
}
