package io.holdfast.model.config;

/** What to do with a rollout. The number is the one on the wire and on disk; it never changes. */
public enum Steering {
    /** Make the release current. */
    PROMOTE(1),
    /** Give it to no further client. */
    PAUSE(2),
    /** Go on after a pause or a halt. */
    RESUME(3),
    /** Give it up: clients that have it go back to the current release. */
    ABORT(4);

    private final int number;

    Steering(int number) {
        this.number = number;
    }

    /** The number on the wire and on disk. */
    public int number() {
        return number;
    }
}
