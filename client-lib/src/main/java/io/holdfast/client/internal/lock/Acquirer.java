package io.holdfast.client.internal.lock;

import io.holdfast.client.internal.CallFailure;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.outcome.Outcome;

/** Who wants a lock. At most one of its methods is called, once, on the callback executor. */
public interface Acquirer {
    /** It is held. Whoever does not want it any more releases it. */
    void granted(Hold hold);

    /** The cluster said no. */
    void refused(Outcome.Rejection why);

    /**
     * The patience ended first.
     *
     * @param position the place in line; 0 if the cluster could not be asked
     * @param holder who holds it and since when; empty if the cluster could not be asked
     */
    void timedOut(int position, String holder);

    /** It was granted, and ended before it could be handed out. */
    void lost(LockEnd end, String message);

    /** There is no answer. */
    void failed(CallFailure why);
}
