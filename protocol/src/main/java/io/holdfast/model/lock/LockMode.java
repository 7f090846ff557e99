package io.holdfast.model.lock;

/** How an acquisition holds. The number is the one on the wire and on disk; it never changes. */
public enum LockMode {
    /** Alone, an exclusive lock. */
    EXCLUSIVE(1, LockKind.EXCLUSIVE),
    /** Beside other readers, a read-write lock. */
    READ(2, LockKind.READ_WRITE),
    /** Alone, a read-write lock. */
    WRITE(3, LockKind.READ_WRITE),
    /** Some permits of a semaphore. */
    PERMITS(4, LockKind.SEMAPHORE),
    /** Alone, an election: whoever holds leads. */
    LEADER(5, LockKind.ELECTION);

    private final int number;
    private final LockKind kind;

    LockMode(int number, LockKind kind) {
        this.number = number;
        this.kind = kind;
    }

    /** The number on the wire and on disk. */
    public int number() {
        return number;
    }

    /** What must stand under the name. */
    public LockKind kind() {
        return kind;
    }
}
