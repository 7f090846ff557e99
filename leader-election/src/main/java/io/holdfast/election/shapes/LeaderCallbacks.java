package io.holdfast.election.shapes;

import io.holdfast.election.Leadership;

/** The shape of the callbacks of Kubernetes' leader elector. Calls of the first two come one at a time, in turn. */
public interface LeaderCallbacks {
    /** It leads. Should return soon: {@link #onStoppedLeading} is not called before. */
    void onStartedLeading(Leadership leadership);

    /** It leads no more. Unlike there, it stands again by itself, so the process need not end. */
    void onStoppedLeading();

    /**
     * Somebody leads: this one, or another.
     *
     * @param identity the leader's name as a candidate
     */
    default void onNewLeader(String identity) {}
}
