package io.holdfast.model.config;

/** What a client says of a release. The number is the one on the wire and on disk; it never changes. */
public enum Verdict {
    /** Nothing yet: it follows the set. */
    ENROLLED(1),
    /** It runs on it. */
    APPLIED(2),
    /** It will not run on it, and stays with what it had. */
    REJECTED(3);

    private final int number;

    Verdict(int number) {
        this.number = number;
    }

    /** The number on the wire and on disk. */
    public int number() {
        return number;
    }
}
