package io.holdfast.election.shapes;

import io.holdfast.election.Leadership;

/** What a {@link Candidate} knows of its leadership. */
public interface Context {
    /** Whether it leads for certain now. */
    boolean isLeader();

    /** Resigns, in favour of whoever is next; returns at once. Does nothing if it does not lead. */
    @SuppressWarnings("NamedLikeContextualKeyword") // It is the name of the shape that this has.
    void yield();

    /** The election's name. */
    String getRole();

    /** What it leads, or led, by: the fencing token is there. */
    Leadership leadership();
}
