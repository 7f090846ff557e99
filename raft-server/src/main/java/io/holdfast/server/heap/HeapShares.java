package io.holdfast.server.heap;

/** How much of the heap a part of the server may have that no configuration key bounds. Stateless; safe for any thread. */
public final class HeapShares {
    /** The more watches there are, the less heap for keys; what they may take together fits a million of them in 4 GiB. */
    private static final int WATCHES = 8;

    private static final long MEBIBYTE = 1 << 20;

    /** History takes so many tenths of its bytes: keys and values have objects around them. Measured. */
    private static final int HISTORY_TENTHS = 14;

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

    /**
     * Why the bounds of the configuration do not fit the heap of this process, with what to do; empty if they do.
     *
     * @param history bytes of history that may be kept
     * @param queue bytes of commands that may wait
     */
    public static String complaint(long history, long queue) {
        return complaint(heap(), history, queue);
    }

    /** As {@link #complaint(long, long)}, of a heap of this size: what is bounded should leave half of it to the keys. */
    static String complaint(long heap, long history, long queue) {
        long log = logCache(heap) * 3 / 2;
        long bounded = history * HISTORY_TENTHS / 10 + queue + log;
        return bounded <= heap / 2
                ? ""
                : "of " + heap / MEBIBYTE + " MiB of heap, history (history.max-bytes, " + history / MEBIBYTE
                        + " MiB), commands that wait (proposer.queue-bytes, " + queue / MEBIBYTE
                        + " MiB) and the log may take " + bounded / MEBIBYTE
                        + " MiB, which leaves less than half to the keys: give the server more heap"
                        + " (HOLDFAST_SERVER_HEAP), or lower these bounds";
    }

    private static long heap() {
        return Runtime.getRuntime().maxMemory();
    }
}
