package io.holdfast.client.internal.lock;

/**
 * Whoever asked for a lock: told once how that ended. Confined to the loop.
 *
 * <pre>
 * WAITS ──patience over──▶ IMPATIENT ──told, or gave up──▶ GONE
 *   └───────────────told, or gave up───────────────────────▲
 * </pre>
 */
final class Caller {
    private enum Wish {
        WAITS,
        IMPATIENT,
        GONE
    }

    /** What to tell. */
    interface News {
        /** Tells it. */
        void tell(Acquirer acquirer);
    }

    private final Locks room;
    private final Acquirer acquirer;
    private Wish wish = Wish.WAITS;

    Caller(Locks room, Acquirer acquirer) {
        this.room = room;
        this.acquirer = acquirer;
    }

    /** Whether a place in line is worth keeping. */
    boolean waits() {
        return wish == Wish.WAITS;
    }

    /** Whether nobody takes what is granted: he was told something, or gave up. */
    boolean isGone() {
        return wish == Wish.GONE;
    }

    /** His patience is over: a grant that comes first is welcome yet. */
    void impatient() {
        if (wish == Wish.WAITS) {
            wish = Wish.IMPATIENT;
        }
    }

    /** He wants nothing any more, nor to hear of it. */
    void giveUp() {
        wish = Wish.GONE;
    }

    /** Tells him, unless he is gone. */
    void tell(News news) {
        if (wish != Wish.GONE) {
            wish = Wish.GONE;
            room.onCallbacks(() -> news.tell(acquirer));
        }
    }
}
