package io.holdfast.model.lock;

/**
 * What stands under a name. All kinds share one name space. The number is the one on the wire and on disk; it never
 * changes.
 */
public enum LockKind {
    /** At most one holder. */
    EXCLUSIVE(1),
    /** Any number of readers, or one writer. */
    READ_WRITE(2),
    /** As many permits as its limit says. */
    SEMAPHORE(3),
    /** At most one holder, who leads and publishes a value. */
    ELECTION(4);

    private final int number;

    LockKind(int number) {
        this.number = number;
    }

    /** The number on the wire and on disk. */
    public int number() {
        return number;
    }
}
