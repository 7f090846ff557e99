package io.holdfast.model.session;

/** Why a session ended. The number is the one on the wire and on disk; it never changes. */
public enum SessionEnd {
    /** Nobody remembers. */
    UNKNOWN(0),
    /** Its client closed it. */
    CLOSED(1),
    /** No heartbeat came within its time to live. */
    EXPIRED(2),
    /** An operator ended it. */
    KILLED(3);

    private final int number;

    SessionEnd(int number) {
        this.number = number;
    }

    /** The number on the wire and on disk. */
    public int number() {
        return number;
    }

    /** The constant with this number; {@link #UNKNOWN} if there is none. */
    public static SessionEnd of(long number) {
        for (SessionEnd end : values()) {
            if (end.number == number) {
                return end;
            }
        }
        return UNKNOWN;
    }
}
