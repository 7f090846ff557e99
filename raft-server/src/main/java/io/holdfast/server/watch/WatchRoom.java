package io.holdfast.server.watch;

import java.util.concurrent.atomic.AtomicLong;

/** How many watches a node has, and the memory that all of them together may take. Safe for any thread. */
final class WatchRoom {
    private final long maxBytes;
    private final AtomicLong watches = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    /** Room for watches of so many bytes, each with its keys and a little more. */
    WatchRoom(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Takes memory for one more watch; says whether there was enough. */
    boolean take(Watch watch) {
        long cost = cost(watch);
        if (bytes.addAndGet(cost) > maxBytes) {
            bytes.addAndGet(-cost);
            return false;
        }
        watches.incrementAndGet();
        return true;
    }

    /** A watch that memory was taken for has ended. */
    void giveBack(Watch watch) {
        watches.decrementAndGet();
        bytes.addAndGet(-cost(watch));
    }

    /** How many watches there are. */
    long count() {
        return watches.get();
    }

    private static long cost(Watch watch) {
        return (long) Watch.BYTES
                + watch.spec.range().start().size()
                + watch.spec.range().end().size();
    }
}
