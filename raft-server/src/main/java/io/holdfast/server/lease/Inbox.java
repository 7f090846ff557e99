package io.holdfast.server.lease;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What was asked and is not answered yet: a bounded number of leases. Safe for any thread. */
final class Inbox {
    /** Leases named by everything that waits: over two seconds of the renewals of 300 000 leases with a TTL of 10 s. */
    static final int MAX_WAITING = 1 << 18;

    private final Queue<Ask> arrived = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /** Takes it in, unless too much waits. */
    boolean offer(Ask ask) {
        if (waiting.addAndGet(ask.weight()) > MAX_WAITING) {
            waiting.addAndGet(-ask.weight());
            return false;
        }
        arrived.add(ask);
        return true;
    }

    /** The next that was not taken up. */
    @Nullable
    Ask poll() {
        return arrived.poll();
    }

    /** Whether there is one that was not taken up. */
    boolean hasArrived() {
        return !arrived.isEmpty();
    }

    /** It is answered and waits no more. */
    void answered(Ask ask) {
        waiting.addAndGet(-ask.weight());
    }

    /** Leases named by everything that waits. */
    int waiting() {
        return waiting.get();
    }
}
