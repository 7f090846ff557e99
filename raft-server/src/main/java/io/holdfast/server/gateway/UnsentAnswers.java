package io.holdfast.server.gateway;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of answers wait for slow clients, of all streams of a node together: each stream has a bound of its
 * own, but a thousand streams at theirs would not fit into the heap. Safe for any thread.
 */
final class UnsentAnswers {
    private final AtomicLong bytes = new AtomicLong();
    private final long most;

    UnsentAnswers(long most) {
        this.most = most;
    }

    /** An eighth of the heap. */
    static UnsentAnswers ofThisMachine() {
        return new UnsentAnswers(Runtime.getRuntime().maxMemory() / 8);
    }

    /** Whether an answer of this size may still wait. */
    boolean hasRoomFor(long more) {
        return bytes.get() + more <= most;
    }

    /** Counts so many bytes more, or fewer if negative. */
    void add(long more) {
        bytes.addAndGet(more);
    }

    long bytes() {
        return bytes.get();
    }
}
