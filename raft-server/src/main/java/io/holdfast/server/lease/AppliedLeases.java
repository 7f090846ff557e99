package io.holdfast.server.lease;

import io.holdfast.model.Bytes;
import io.holdfast.model.lease.LeaseRecord;
import io.holdfast.model.session.SessionRecord;
import io.holdfast.server.port.SessionDirectory;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.StateImage;
import java.util.ArrayList;
import java.util.List;
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
    public long graceOf(long session) {
        SessionRecord found = state.sessions().get(session);
        return found == null ? 0 : found.graceMillis();
    }

    @Override
    public Attached attachedTo(long lease, int maxBytes) {
        StateImage image = state.capture();
        List<Bytes> keys = new ArrayList<>();
        boolean complete = maxBytes > 0 && image.leases().collectKeysOf(lease, maxBytes, keys);
        return new Attached(image.keyspace().revision(), keys, complete);
    }

    @Override
    public @Nullable SessionRecord sessionOfLease(long lease) {
        LeaseRecord found = state.leases().get(lease);
        return found == null || found.session() == 0 ? null : state.sessions().get(found.session());
    }

    @Override
    public @Nullable String principalOf(long session) {
        SessionRecord found = state.sessions().get(session);
        return found == null ? null : found.principal();
    }
}
