package io.holdfast.server.gateway;

import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When one native stream has to end, so that its client connects anew: first the client is asked to leave, and what is
 * still open some time later is cut off. Times are those of {@link System#nanoTime}. Safe for any thread.
 */
final class StreamAge {
    /** What a client gets to finish what it has open; its calls end by their own deadlines before that, as a rule. */
    static final Duration GRACE = Duration.ofSeconds(15);

    private final AtomicLong leaveAt = new AtomicLong();
    private volatile String why = "";
    private boolean asked;

    StreamAge(long leaveAt) {
        this.leaveAt.set(leaveAt);
    }

    /** Lets it end at {@code time} at the latest, for a reason that the client hears. */
    void leaveBy(long time, String reason) {
        long before = leaveAt.getAndUpdate(planned -> time - planned < 0 ? time : planned);
        if (time - before < 0) {
            why = reason;
        }
    }

    /** Does what is due; one thread at a time. */
    void sweep(long now, Outbox outbox) {
        long late = now - leaveAt.get();
        if (late < 0) {
            return;
        }
        String reason = why.isEmpty() ? "the connection is old" : why;
        if (!asked) {
            asked = true;
            outbox.goAway(reason + "; connect anew");
        } else if (late >= GRACE.toNanos()) {
            outbox.abort(Status.UNAVAILABLE.withDescription(reason + "; connect anew"));
        }
    }
}
