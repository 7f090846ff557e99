package io.holdfast.client.internal;

/**
 * Knows when a node must be asked whether it lives, and when it is given up. Confined to the loop.
 *
 * <p>Only a node that somebody waits for can be silent: for a second while calls are open, for five while only watches
 * stand. It is asked once (the question is also how the client learns who the members are) and has another second to say
 * anything at all.
 */
final class Silence {
    /** How long a node with open calls may be silent before it is asked, and then again before it is given up. */
    static final long SILENCE_NANOS = 1_000_000_000L;

    /** How long a node that only watches wait for may be silent before it is asked. */
    static final long QUIET_NANOS = 5 * SILENCE_NANOS;

    /** What is to be done. */
    enum Step {
        /** Nothing. */
        NONE,
        /** The node has said nothing for long: see that it is asked. */
        ASK,
        /** It did not even answer that. */
        GIVE_UP
    }

    private long heardAt;
    private boolean suspected;
    private boolean asked;
    private boolean watched;

    /** Somebody begins to wait for the node who did not before. */
    void waits(long now) {
        heardAt = now;
    }

    /** The node said something. */
    void heard(long now) {
        heardAt = now;
        suspected = false;
    }

    /** Whether the node has been silent for long, and still is. */
    boolean suspected() {
        return suspected;
    }

    /** Whether a question is under way. */
    boolean asked() {
        return asked;
    }

    void asked(boolean underWay) {
        asked = underWay;
    }

    void watched(boolean standing) {
        watched = standing;
    }

    boolean watched() {
        return watched;
    }

    /** What to do now. */
    Step step(boolean callsOpen, long now) {
        boolean urgent = callsOpen || suspected || asked;
        if ((!urgent && !watched) || now - heardAt < (urgent ? SILENCE_NANOS : QUIET_NANOS)) {
            return Step.NONE;
        }
        if (suspected) {
            return Step.GIVE_UP;
        }
        suspected = true;
        heardAt = now;
        return Step.ASK;
    }

    /** The stream is gone. */
    void forget() {
        suspected = false;
        asked = false;
        watched = false;
    }
}
