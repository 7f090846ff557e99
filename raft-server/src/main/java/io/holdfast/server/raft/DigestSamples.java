package io.holdfast.server.raft;

import io.holdfast.server.port.NodeStatus.DigestAt;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.Digest;
import java.util.ArrayList;
import java.util.List;

/**
 * The newest digests of the state, taken at fixed multiples of the log index so that nodes can be compared.
 *
 * <p>{@link #applied} belongs to the apply thread; {@link #newest} is safe for any thread.
 */
final class DigestSamples {
    /** A digest is taken after each entry whose index is a multiple of this. */
    static final int EVERY = 64;

    private static final int KEPT = 16;

    private volatile List<DigestAt> samples = List.of();

    /** Takes a sample if it is time; called for every index, without a gap. */
    void applied(long index, CoordinationState state) {
        if (index % EVERY != 0) {
            return;
        }
        Digest digest = state.digest();
        List<DigestAt> next = new ArrayList<>(samples);
        if (next.size() == KEPT) {
            next.remove(0);
        }
        next.add(new DigestAt(index, digest.version(), digest.chain(), digest.content()));
        samples = List.copyOf(next);
    }

    /** Oldest first. */
    List<DigestAt> newest() {
        return samples;
    }
}
