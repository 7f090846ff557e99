package io.holdfast.server.lease;

import io.holdfast.model.lease.LeaseRecord;
import io.holdfast.model.session.SessionRecord;
import io.holdfast.server.port.SessionDirectory;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.StateImage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Leases and sessions of the state that this node published last. */
public final class AppliedLeases implements LeaseSource, SessionDirectory {
    private final CoordinationState state;

    /** What this state holds. */
    public AppliedLeases(CoordinationState state) {
        this.state = state;
    }

    @Override
    public void forEach(Consumer<LeaseRecord> visitor) {
        state.leases().forEach(visitor);
    }

    @Override
    public Attached attachedTo(long lease, int maxKeys) {
        StateImage image = state.capture();
        return new Attached(image.keyspace().revision(), image.leases().keysOf(lease, maxKeys));
    }

    @Override
    public @Nullable String principalOf(long session) {
        SessionRecord found = state.sessions().get(session);
        return found == null ? null : found.principal();
    }
}
