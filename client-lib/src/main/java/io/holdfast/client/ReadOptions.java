package io.holdfast.client;

import java.util.Objects;
import java.util.Optional;

/**
 * How to read one key. Immutable; each method gives changed options.
 *
 * @param revision at which revision; 0 for the newest
 * @param consistency how fresh the answer must be; empty for what the client says ({@link
 *     KeyValueClient#withConsistency})
 */
public record ReadOptions(long revision, Optional<Consistency> consistency) {
    /** The newest version, as fresh as the client says. */
    public static final ReadOptions DEFAULT = new ReadOptions(0, Optional.empty());

    /** Refuses a negative revision. */
    public ReadOptions {
        Objects.requireNonNull(consistency, "consistency");
        if (revision < 0) {
            throw new IllegalArgumentException("revision must not be negative: " + revision);
        }
    }

    /** Reads at {@code revision}; 0 for the newest. */
    public ReadOptions revision(long revision) {
        return new ReadOptions(revision, consistency);
    }

    /** The answer must be so fresh. */
    public ReadOptions consistency(Consistency consistency) {
        return new ReadOptions(revision, Optional.of(consistency));
    }
}
