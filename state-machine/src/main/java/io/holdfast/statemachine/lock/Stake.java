package io.holdfast.statemachine.lock;

import io.holdfast.model.Bytes;

/** What an acquisition has come to. */
sealed interface Stake permits Hold, Wait {
    /** What was asked for. */
    Acquisition acquisition();

    /** Where it stands among the holds, or the waits, of all locks. */
    Bytes place();

    /** Where it stands among those of its scope; empty if it has none. */
    Bytes scoped();

    /** Since when, by some leader's wall clock. */
    long sinceMillis();

    /** The hash of it. */
    long content();
}
