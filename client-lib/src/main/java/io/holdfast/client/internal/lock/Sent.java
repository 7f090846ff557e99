package io.holdfast.client.internal.lock;

import io.holdfast.client.internal.Loop;

/**
 * A moment, on both clocks.
 *
 * @param nanos on the monotonic one
 * @param wallMillis on the wall clock
 */
record Sent(long nanos, long wallMillis) {
    static Sent now(Loop loop) {
        return new Sent(loop.nanoTime(), loop.wallMillis());
    }

    /** The later of two, by the monotonic clock. */
    Sent later(Sent other) {
        return other.nanos - nanos > 0 ? other : this;
    }
}
