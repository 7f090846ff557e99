package io.holdfast.client.internal;

import io.holdfast.model.Limits;

/**
 * The numbers of one session's writes. Confined to the loop.
 *
 * <pre>
 *        floor                      next
 *          │                          │
 *   ended  │ open · ended · unknown · │ not given yet
 * ─────────┴──────────────────────────┴──────────────▶ numbers
 *          └── at most {@link Limits#MAX_OPEN_REQUESTS} ──┘
 * </pre>
 *
 * A write gets its number when it is first sent and keeps it however often it is sent. The floor is the lowest number
 * whose outcome this side lacks: the server forgets what lies below it. A write that ended without an outcome holds the
 * floor, so that somebody may still ask for its outcome, until the numbers above it take half of the window; then it is
 * given up, because new writes matter more.
 */
final class RequestWindow {
    private static final int SIZE = Limits.MAX_OPEN_REQUESTS;

    /** How far the floor lies behind at most for the sake of an unknown outcome. */
    static final int PATIENCE = SIZE / 2;

    private static final byte ENDED = 0;
    private static final byte OPEN = 1;
    private static final byte UNKNOWN = 2;

    private final long session;
    private final byte[] states = new byte[SIZE];
    private long floor = 1;
    private long next = 1;

    RequestWindow(long session) {
        this.session = session;
    }

    long session() {
        return session;
    }

    /** The lowest number whose outcome this side lacks. */
    long floor() {
        return floor;
    }

    /** How many numbers may be given now. */
    int room() {
        return (int) (floor + SIZE - next);
    }

    /** Gives the next number. Only while there is {@link #room}. */
    long give() {
        if (room() <= 0) {
            throw new IllegalStateException("no request number is free in " + this);
        }
        states[slot(next)] = OPEN;
        long given = next++;
        advance();
        return given;
    }

    /** The outcome of a request is known: the server need not keep it. Does nothing if that was said before. */
    void ended(long number) {
        if (number >= floor && number < next) {
            states[slot(number)] = ENDED;
            advance();
        }
    }

    /** Nobody waits for the outcome any more, and it is not known. */
    void unknown(long number) {
        if (number >= floor && number < next) {
            states[slot(number)] = UNKNOWN;
            advance();
        }
    }

    private void advance() {
        while (floor < next) {
            byte state = states[slot(floor)];
            if (state == OPEN || (state == UNKNOWN && next - floor <= PATIENCE)) {
                return;
            }
            floor++;
        }
    }

    private static int slot(long number) {
        return (int) (number % SIZE);
    }

    @Override
    public String toString() {
        return "session " + Long.toHexString(session) + " [" + floor + ", " + next + ")";
    }
}
