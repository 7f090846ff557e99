package io.holdfast.client.internal;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much may be open at once: calls, and the bytes of their requests. Any thread takes, the loop gives back. Calls and
 * bytes share one word, so that taking is one atomic step:
 *
 * <pre>
 * | calls (24 bits) | bytes (40 bits) |
 * </pre>
 */
final class Budget {
    private static final int BYTE_BITS = 40;
    private static final long BYTE_MASK = (1L << BYTE_BITS) - 1;

    private final AtomicLong taken = new AtomicLong();
    private final long maxCalls;
    private final long maxBytes;

    Budget(int maxCalls, long maxBytes) {
        this.maxCalls = Math.min(maxCalls, (1 << 22));
        this.maxBytes = Math.min(maxBytes, BYTE_MASK >> 1);
    }

    /** Takes room for one call; whether there was any. */
    boolean take(int bytes) {
        long now = taken.addAndGet((1L << BYTE_BITS) + bytes);
        if (now >>> BYTE_BITS <= maxCalls && (now & BYTE_MASK) <= maxBytes) {
            return true;
        }
        give(1, bytes);
        return false;
    }

    /** Gives room back. */
    void give(int calls, long bytes) {
        taken.addAndGet(-(((long) calls << BYTE_BITS) + bytes));
    }

    /** Calls open now. */
    int calls() {
        return (int) (taken.get() >>> BYTE_BITS);
    }

    @Override
    public String toString() {
        long now = taken.get();
        return (now >>> BYTE_BITS) + " of " + maxCalls + " calls, " + (now & BYTE_MASK) + " of " + maxBytes + " bytes";
    }
}
