package io.holdfast.server.lease;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lifetimes by the time at which to look at them again: a hashed timing wheel whose slots are linked through the
 * lifetimes themselves. Arming is two field writes, whatever it holds.
 *
 * <p>Lazily re-armed: a renewal does not move its lifetime, whoever takes it out when it comes due finds that it has time
 * yet and arms it anew. What lies beyond the horizon is looked at once a horizon; what has ended is dropped when its
 * slot comes. Confined to the ticker thread.
 */
final class Wheel {
    private static final long SLOT_MILLIS = TermClock.TICK_NANOS / 1_000_000;
    private static final int SLOTS = 512;

    private final @Nullable Lifetime[] slots = new @Nullable Lifetime[SLOTS];

    /** Every slot up to this one was emptied. */
    private long passed;

    /** Puts a lifetime that is not scheduled where it comes due at {@code millis} or soon after, or earlier if that is far. */
    void arm(Lifetime lifetime, long millis) {
        long slot = Math.floorDiv(millis, SLOT_MILLIS) + 1;
        int at = (int) (Math.max(passed + 1, Math.min(slot, passed + SLOTS - 1)) % SLOTS);
        lifetime.next = slots[at];
        lifetime.scheduled = true;
        slots[at] = lifetime;
    }

    /** Takes out everything that has come due and has not ended; the taker may arm it anew. */
    void advance(long millis, Consumer<Lifetime> taker) {
        long now = Math.floorDiv(millis, SLOT_MILLIS);
        while (passed < now) {
            passed++;
            int at = (int) (passed % SLOTS);
            Lifetime each = slots[at];
            slots[at] = null;
            while (each != null) {
                Lifetime following = each.next;
                each.next = null;
                each.scheduled = false;
                if (!each.isEnded()) {
                    taker.accept(each);
                }
                each = following;
            }
        }
    }
}
