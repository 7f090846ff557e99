package io.holdfast.model.lock;

/** Why a hold ended. The number is the one on the wire and on disk; it never changes. */
public enum LockEnd {
    /** Nobody remembers. */
    UNKNOWN(0),
    /** Its holder released it. */
    RELEASED(1),
    /** No heartbeat of the holder's session came within its time to live. */
    SESSION_EXPIRED(2),
    /** The holder's client closed its session. */
    SESSION_CLOSED(3),
    /** An operator ended the holder's session. */
    SESSION_KILLED(4),
    /** An operator took the lock away. */
    REVOKED(5),
    /** It was held as long as the acquisition allowed. */
    MAX_HOLD(6);

    private final int number;

    LockEnd(int number) {
        this.number = number;
    }

    /** The number on the wire and on disk. */
    public int number() {
        return number;
    }

    /** Whether a lock-delay follows: the holder may not know yet that it lost the lock. */
    public boolean unclean() {
        return this == SESSION_EXPIRED;
    }

    /** The constant with this number; {@link #UNKNOWN} if there is none. */
    public static LockEnd of(long number) {
        for (LockEnd end : values()) {
            if (end.number == number) {
                return end;
            }
        }
        return UNKNOWN;
    }
}
