package io.holdfast.client.internal.election;

import io.holdfast.model.lock.ElectionChange;
import io.holdfast.model.lock.HoldRecord;
import org.jspecify.annotations.Nullable;

/** Who observes an election. Called on the executor it came with, one call at a time. */
public interface ElectionObserver {
    /**
     * So it stands; what is heard next came after it.
     *
     * @param leader who leads; null if nobody does
     * @param missed whether changes since the call before are not known to anybody any more
     */
    void standing(@Nullable HoldRecord leader, boolean missed);

    /** This happened next. */
    void changed(ElectionChange change);
}
