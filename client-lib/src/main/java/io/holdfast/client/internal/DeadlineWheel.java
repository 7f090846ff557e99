package io.holdfast.client.internal;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of all open calls: adding and removing cost a few pointer writes, and a tick looks only at the calls of
 * its own bucket. Confined to the loop.
 *
 * <p>A ring of buckets, each a doubly linked list through the calls themselves. A call whose deadline lies beyond one turn
 * of the ring stays in its bucket for another turn. A deadline is noticed up to one tick late, never early.
 */
final class DeadlineWheel {
    static final int NONE = -1;

    private static final int BUCKETS = 1024;

    private final @Nullable Call[] heads = new Call[BUCKETS];
    private final long tickNanos;
    private final long origin;
    private long ticksDone;
    private int size;

    DeadlineWheel(long tickNanos, long nowNanos) {
        this.tickNanos = tickNanos;
        this.origin = nowNanos;
    }

    int size() {
        return size;
    }

    void add(Call call) {
        long tick = Math.max(ticksDone + 1, (call.deadlineNanos - origin) / tickNanos + 1);
        int bucket = (int) (tick % BUCKETS);
        Call head = heads[bucket];
        call.bucket = bucket;
        call.next = head;
        if (head != null) {
            head.previous = call;
        }
        heads[bucket] = call;
        size++;
    }

    /** Takes a call out; does nothing if it is not in. */
    void remove(Call call) {
        if (call.bucket == NONE) {
            return;
        }
        Call before = call.previous;
        Call after = call.next;
        if (before == null) {
            heads[call.bucket] = after;
        } else {
            before.next = after;
        }
        if (after != null) {
            after.previous = before;
        }
        call.next = null;
        call.previous = null;
        call.bucket = NONE;
        size--;
    }

    /** Takes out every call whose deadline has passed and hands it on. */
    void expire(long nowNanos, Consumer<Call> expired) {
        long due = (nowNanos - origin) / tickNanos;
        long first = Math.max(ticksDone + 1, due - BUCKETS + 1);
        for (long tick = first; tick <= due; tick++) {
            expireBucket((int) (tick % BUCKETS), nowNanos, expired);
        }
        ticksDone = Math.max(ticksDone, due);
    }

    private void expireBucket(int bucket, long nowNanos, Consumer<Call> expired) {
        Call call = heads[bucket];
        while (call != null) {
            Call after = call.next;
            if (nowNanos - call.deadlineNanos >= 0) {
                remove(call);
                expired.accept(call);
            }
            call = after;
        }
    }
}
