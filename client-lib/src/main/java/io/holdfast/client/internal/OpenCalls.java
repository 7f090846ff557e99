package io.holdfast.client.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The calls under way on one stream, by the id they carry there. Confined to the loop.
 *
 * <pre>
 * id: | generation, at least 1 (43 bits) | slot (20 bits) |
 * </pre>
 *
 * A slot is used again as soon as it is free, with the next generation, so that a late or repeated result finds nobody
 * rather than somebody else. A call given up keeps its slot until its result comes: the server still works on it, so it
 * still counts against the credit.
 */
final class OpenCalls {
    /** An id no call ever has: its generation is 0. */
    static final long PROBE_ID = 1;

    /** More credit than this is not used. */
    static final int MAX_SLOTS = 1 << 20;

    private static final int SLOT_BITS = 20;
    private static final int SLOT_MASK = MAX_SLOTS - 1;

    private @Nullable Call[] calls = new Call[64];
    private long[] ids = new long[64];
    private int[] free = new int[64];
    private int freeCount;
    private int slots;

    /** How many operations are open at the server, as far as this side knows. */
    int size() {
        return slots - freeCount;
    }

    /** Gives the call an id. Only while {@link #size} is below {@link #MAX_SLOTS}. */
    long open(Call call) {
        int slot = freeCount > 0 ? free[--freeCount] : newSlot();
        long generation = (ids[slot] >>> SLOT_BITS) + 1;
        long id = generation << SLOT_BITS | slot;
        ids[slot] = id;
        calls[slot] = call;
        return id;
    }

    /** Frees the place of an id and gives its call; null if the id is not open. The call may have been given up. */
    @Nullable
    Call close(long id) {
        int slot = (int) (id & SLOT_MASK);
        if (slot >= slots || ids[slot] != id) {
            return null;
        }
        Call call = calls[slot];
        if (call != null) {
            calls[slot] = null;
            free[freeCount++] = slot;
        }
        return call;
    }

    /** Every call not given up, in order of arrival. */
    List<Call> waiting() {
        List<Call> open = new ArrayList<>(size());
        for (int slot = 0; slot < slots; slot++) {
            Call call = calls[slot];
            if (call != null && !call.settled) {
                open.add(call);
            }
        }
        open.sort(Comparator.comparingLong(call -> call.sequence));
        return open;
    }

    /** Every call not given up, in order of arrival; forgets all of them. */
    List<Call> drain() {
        List<Call> open = waiting();
        Arrays.fill(calls, 0, slots, null);
        slots = 0;
        freeCount = 0;
        return open;
    }

    private int newSlot() {
        if (slots == calls.length) {
            calls = Arrays.copyOf(calls, slots * 2);
            ids = Arrays.copyOf(ids, slots * 2);
            free = Arrays.copyOf(free, slots * 2);
        }
        return slots++;
    }
}
