package io.holdfast.client.internal.lock;

import io.holdfast.client.internal.CallFailure;
import io.holdfast.model.outcome.Outcome;
import org.jspecify.annotations.Nullable;

/** What came of a leader's wish. One of its methods is called, once, on the callback executor. */
public interface LeaderAnswer {
    /** It was done. */
    void done();

    /** The cluster said no, and changed nothing: who led, leads. */
    void refused(Outcome.Rejection why);

    /**
     * It leads no more.
     *
     * @param how how that came; null if it was given back, or is being handed on
     */
    void lost(@Nullable Loss how);

    /** There is no answer. */
    void failed(CallFailure why);
}
