package io.holdfast.server.metrics;

import com.codahale.metrics.Counter;
import io.holdfast.model.lock.LockEnd;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What happens to locks on this node: every node applies every grant and every end. Safe for any thread. */
public final class LockMetrics {
    private final Counter granted;
    private final Counter handed;
    private final Map<LockEnd, Counter> ended = new EnumMap<>(LockEnd.class);
    private final Counter pushed;
    private final Counter missed;

    LockMetrics(ServerMetrics all) {
        granted = all.counter("locks.granted.total", "Grants applied to this node's state");
        handed = all.counter(
                "locks.handed.total",
                "Grants of a lock in the log entry in which another hold of it, or its delay, ended");
        for (LockEnd end : LockEnd.values()) {
            if (end != LockEnd.UNKNOWN) {
                ended.put(
                        end,
                        all.counter(
                                "locks.ended.total[end=" + end.name().toLowerCase(Locale.ROOT) + "]",
                                "Holds that ended in this node's state, by why"));
            }
        }
        pushed = all.counter("lock.pushes.total", "Grants and ends handed out to streams that follow a session");
        missed = all.counter(
                "lock.pushes.missed.total",
                "Sessions whose stream was told to ask for itself, because too much happened");
    }

    /** An acquisition holds. */
    public void granted() {
        granted.inc();
    }

    /** That grant followed the end of another hold of the same lock at once. */
    public void handed() {
        handed.inc();
    }

    /** A hold ended. */
    public void ended(LockEnd end) {
        Counter counter = ended.get(end);
        if (counter != null) {
            counter.inc();
        }
    }

    /** A stream was given a push. */
    public void pushed() {
        pushed.inc();
    }

    /** A stream was told that a session missed something. */
    public void missed() {
        missed.inc();
    }
}
