package io.holdfast.model.lock;

/** What happened in an election. The number is the one on the wire and on disk; it never changes. */
public enum ElectionStep {
    /** A candidate leads. */
    ELECTED(1),
    /** The leader publishes something else. */
    PUBLISHED(2),
    /** The leader leads no more. */
    ENDED(3);

    private final int number;

    ElectionStep(int number) {
        this.number = number;
    }

    /** The number on the wire and on disk. */
    public int number() {
        return number;
    }
}
