package io.holdfast.server.heap;

/** How much of the heap a part of the server may have that no configuration key bounds. Stateless; safe for any thread. */
public final class HeapShares {
    /** The more watches there are, the less heap for keys; what they may take together fits a million of them in 4 GiB. */
    private static final int WATCHES = 8;

    private static final int LOG_CACHE = 16;
    private static final long LEAST_LOG_CACHE = 8L << 20;
    private static final long LARGEST_LOG_CACHE = 64L << 20;

    private HeapShares() {}

    /** Bytes that all watches may take. */
    public static long watches() {
        return heap() / WATCHES;
    }

    /** Bytes of log entries that are kept for followers close behind: a sixteenth of the heap, within 8 and 64 MiB. */
    public static long logCache() {
        return logCache(heap());
    }

    /** As {@link #logCache()}, of a heap of this size. */
    static long logCache(long heap) {
        return Math.max(LEAST_LOG_CACHE, Math.min(LARGEST_LOG_CACHE, heap / LOG_CACHE));
    }

    private static long heap() {
        return Runtime.getRuntime().maxMemory();
    }
}
