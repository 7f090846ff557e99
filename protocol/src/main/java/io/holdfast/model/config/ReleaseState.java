package io.holdfast.model.config;

/** What a release is to its set. The number is the one on the wire and on disk; it never changes. */
public enum ReleaseState {
    /** Rolled out to some clients. */
    STAGED(1),
    /** What every client is to have, but for those that a rollout concerns. */
    CURRENT(2),
    /** Was current once. */
    SUPERSEDED(3),
    /** Was staged, and never became current. */
    ABORTED(4);

    private final int number;

    ReleaseState(int number) {
        this.number = number;
    }

    /** The number on the wire and on disk. */
    public int number() {
        return number;
    }
}
