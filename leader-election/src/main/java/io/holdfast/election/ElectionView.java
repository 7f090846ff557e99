package io.holdfast.election;

import io.holdfast.client.ElectedLeader;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What an {@link ElectionObserver} knows at a moment.
 *
 * @param known whether it has heard anything yet
 * @param leader who leads, as far as it knows; empty if nobody does
 * @param age how long ago this was certainly so: counted from before the last question that confirmed it was asked. The time
 *     since the observer was made if it was never confirmed
 */
public record ElectionView(boolean known, Optional<ElectedLeader> leader, Duration age) {
    /** Refuses null. */
    public ElectionView {
        Objects.requireNonNull(leader, "leader");
        Objects.requireNonNull(age, "age");
    }
}
